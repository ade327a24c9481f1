/** no-tensor-condition: what is always true is told from what is not. */
import type { Cases, Refused } from '../support/cases.js'

const head =
  "import { add, grad, less, tensor, tree, vmap, where, zeros } from '@miniflow/core'\nconst x = tensor(1)\n"

const all =
  "import { add, checkpoint, cond, foriLoop, grad, jvp, linalg, neg, random, scan, stopGradient, tensor, topK, tree, valueAndGrad, vjp, vmap, whileLoop, zeros } from '@miniflow/core'\nconst x = tensor(1)\n"

const typed =
  "import { add, grad, type Operand, type Scalar, type Tensor as T, Tensor } from '@miniflow/core'\nimport type * as mf from '@miniflow/core'\ndeclare const x: T\n"

/** Where a tensor comes from; the condition is marked. */
const origins: readonly string[] = [
  'const [value] = valueAndGrad(f)(p); if («value») g()',
  'const { w } = grad(f)({ w: x }); if («w») g()',
  'const g = grad(f, { argnums: 1 })(p, x); if («g») h()',
  'const [, g] = valueAndGrad(f, { argnums: [0, 1] })(x, x); const [dx] = g; if («dx») h()',
  'const [y, dy] = jvp(z => add(z, 1))([x], [x]); if («dy») f()',
  'const [y, pullback] = vjp(z => add(z, 1))(x); const [dx] = pullback(x); if («dx») f()',
  'const [carry] = scan(f, x, xs); if («carry») g()',
  'const y = foriLoop(0, 3, (i, y) => y, x); if («y») f()',
  'const y = whileLoop(f, g, x); if («y») h()',
  'const y = cond(p, () => x, () => zeros([])); if («y») f()',
  'const y = vmap(z => add(z, 1))(x); if («y») f()',
  'const y = checkpoint(z => add(z, 1))(x); if («y») f()',
  'const y = stopGradient(x); if («y») f()',
  'const { w } = tree.map(neg)({ w: x }); if («w») f()',
  'const [a, b] = random.split(key); if («b») f()',
  'const [a, b, c] = random.split(key, 3); if («c») f()',
  'for (const k of random.split(key, n)) if («k») f()',
  'const ws = random.split(key, n).map(k => random.normal(k, [2])); for (const w of ws) if («w») f()',
  'const ws = random.split(key, n).filter(k => («k» ? f() : g()))',
  'const { values } = topK(x, 2); if («values») f()',
  'const [q] = linalg.qr(x); if («q») f()',
  'const { b } = { a: 1, b: x }; if («b») f()',
  'const p = { layers: [{ w: x }] }; if («p.layers[0].w») f()',
  "const p = { 'w': x }; if («p['w']») f()",
  'const f = y => add(y, 1); if («f(2)») g()',
  'const f = y => { if (y) return x; return add(y, 1) }; if («f(2)») g()',
  'function f(y) { return add(y, 1) }\nif («f(2)») g()',
  'const f = () => { const h = () => 1; return x }; if («f()») g()',
  'let y; const [z] = [x]; if («z») g()',
  'const y = (flag && x, x) ?? f(); if («y») g()',
  'const plus = add; if («plus(1, 2)») f()',
  'let y = x; for (;;) y = add(y, 1)\nif («y») f()',
  'let y = x; y += 1; if («y») f()',
  // parameters of functions that the library calls
  'scan((carry, y) => [carry, («y» ? 1 : f())], c, x)',
  'foriLoop(0, 3, (i, y) => («i» ? y : f()), x)',
  'tree.map(y => («y» ? f() : g()))(p)',
  'tree.zipWith((y, z) => («z» ? f() : g()))(p, q)',
]

/** What is written in TypeScript; the condition is marked. */
const annotations: readonly string[] = [
  'const f = (y: T) => («y» ? 1 : g())',
  'const f = (y: T<[2]>) => («y» ? 1 : g())',
  'const f = (y: Scalar) => («y» ? 1 : g())',
  'const f = (y: mf.Tensor) => («y» ? 1 : g())',
  'const f = (y: T<[2]> | Scalar) => («y» ? 1 : g())',
  'const f = (y: T & { tag: string }) => («y» ? 1 : g())',
  'const f = <U extends T>(y: U) => («y» ? 1 : g())',
  'const f = (p: { readonly w: T }) => («p.w» ? 1 : g())',
  'const f = ({ w }: { readonly w: T }) => («w» ? 1 : g())',
  'interface P { w: T }\nconst f = (p: Readonly<P>) => («p.w» ? 1 : g())',
  'type P = { w: T }\nconst f = (p: P) => («p.w» ? 1 : g())',
  'const start = { w: x }; const f = (p: typeof start) => («p.w» ? 1 : g())',
  'const f = ([y]: readonly [T, T]) => («y» ? 1 : g())',
  'const f = (p: [w: T]) => («p[0]» ? 1 : g())',
  'const f = (ys: readonly T[]) => ys.map(y => («y» ? 1 : g()))',
  'const f = (ys: ReadonlyArray<T>) => { for (const y of ys) if («y») g() }',
  'const f = (): T => g(); if («f()») g()',
  'const f = (h: (n: number) => T) => («h(2)» ? 1 : g())',
  'let y: T; y = g(); if («y») h()',
  'const y = g() as T; if («y») h()',
  'const y = <T>g(); if («y») h()',
  'const y = x satisfies T; if («y!») h()',
]

const marked = (line: string): Refused => {
  const at = line.indexOf('«')
  const expression = line.slice(at + 1, line.indexOf('»'))
  const head = annotations.includes(line) ? typed : all
  const code = (text: string): string => head + line.replace(/«.*»/, () => text)
  // What is no simple expression is put into brackets.
  const item = expression.endsWith('!') ? `(${expression}).item()` : `${expression}.item()`
  return {
    code: code(expression),
    errors: [{ message: 'tensor', suggestions: [['useItem', code(item)]] }],
  }
}

export const noTensorCondition: Cases = {
  valid: [
    // a number or a boolean that was read
    `${head}if (x.item() > 0) f()`,
    `${head}while (less(x, 1).item()) f()`,
    `${head}const y = x.item() ? 1 : 2`,
    // what may be missing
    `${head}let best; if (!best) best = x`,
    `${head}let best = null; if (best) f(); best = x`,
    `${head}const found = [x].find(y => y.item() > 0); if (found) f()`,
    `${head}const [first] = tensors(); if (first) f()`,
    `${head}var y = zeros([2]); if (y) f()`,
    `${head}function f(y) { return y ? add(y, 1) : x }`,
    `${head}function f(y) { if (y.size) return add(y, 1) }\nif (f(x)) g()`,
    `${head}const pair = { w: x, b: undefined }; if (pair.b) f()`,
    `${head}const pair = { w: x }; pair.w = undefined; if (pair.w) f()`,
    `${head}const queue = [x]; queue.shift(); if (queue[0]) f()`,
    `${head}const cached = cache.get('x') || zeros([2]); const other = cached ?? x`,
    `${head}const y = flag ? x : null; if (y) f()`,
    `${head}const { w, b } = params; if (b) f()`,
    `${head}grad(({ w, b }) => (b ? add(w, b) : w))(params)`,
    `${head}grad((p, training) => (training ? f(p) : g(p)))(x, true)`,
    `${head}const loss = (p, mask) => (mask ? f(p, mask) : f(p)); vmap(loss)(x)`,
    `${head}grad((p, n = x) => (n ? p : x), { argnums: [0] })(x, 1)`,
    // names that mean something else
    "import { tensor } from './other.js'\nif (tensor(1)) f()",
    "import { tensor } from '@tensorflow/tfjs'\nif (tensor(1)) f()",
    "import { mnist } from '@miniflow/datasets'\nif (mnist()) f()",
    `${head}function f(tensor) { if (tensor(1)) g() }`,
    `${head}function f(x) { if (x) g() }`,
    "import * as mf from '@miniflow/core'\nif (mf.unheardOf(1)) f()",
    // not a condition
    `${head}const y = x ?? zeros([2])`,
    `${head}const y = flag && x`,
    `${head}const y = flag ? x : zeros([2])`,
    `${head}if (x === undefined || x == null) f()`,
  ],
  invalid: [
    {
      code: `${head}if (x) f()`,
      errors: [
        { message: 'tensor', line: 3, suggestions: [['useItem', `${head}if (x.item()) f()`]] },
      ],
    },
    {
      code: `${head}while (less(x, 3)) f()`,
      errors: [
        {
          message: 'tensor',
          suggestions: [['useItem', `${head}while (less(x, 3).item()) f()`]],
        },
      ],
    },
    {
      code: `${head}do f(); while (x)\nfor (; x; ) f()`,
      errors: [
        {
          message: 'tensor',
          line: 3,
          suggestions: [['useItem', `${head}do f(); while (x.item())\nfor (; x; ) f()`]],
        },
        {
          message: 'tensor',
          line: 4,
          suggestions: [['useItem', `${head}do f(); while (x)\nfor (; x.item(); ) f()`]],
        },
      ],
    },
    {
      code: `${head}const y = x ? 1 : zeros([2])`,
      errors: [
        {
          message: 'tensor',
          suggestions: [
            ['useItem', `${head}const y = x.item() ? 1 : zeros([2])`],
            ['useFunction', `${head}const y = where(x, 1, zeros([2]))`],
          ],
        },
      ],
    },
    {
      code: `${head}const y = !x`,
      errors: [
        {
          message: 'tensor',
          suggestions: [
            ['useItem', `${head}const y = !x.item()`],
            ['useFunction', `${head}const y = logicalNot(x)`],
          ],
        },
      ],
    },
    {
      code: `${head}const y = x && zeros([])`,
      errors: [
        {
          message: 'tensor',
          suggestions: [
            ['useItem', `${head}const y = x.item() && zeros([])`],
            ['useFunction', `${head}const y = logicalAnd(x, zeros([]))`],
          ],
        },
      ],
    },
    {
      code: `${head}const y = x /* why */ || f()`,
      errors: [
        {
          message: 'tensor',
          suggestions: [['useItem', `${head}const y = x.item() /* why */ || f()`]],
        },
      ],
    },
    {
      // the last part of a condition is one, too
      code: `${head}if (flag && x) f()`,
      errors: [
        { message: 'tensor', suggestions: [['useItem', `${head}if (flag && x.item()) f()`]] },
      ],
    },
    {
      code: `${head}if ((flag ? x : zeros([]))) f()`,
      errors: [
        {
          message: 'tensor',
          suggestions: [['useItem', `${head}if (((flag ? x : zeros([])).item())) f()`]],
        },
      ],
    },
    {
      code: `${head}let y = x; y ||= zeros([])`,
      errors: ['tensor'],
    },
    {
      // names: renamed, of a namespace, of a namespace in it
      code: "import { less as below } from '@miniflow/core'\nif (below(1, 2)) f()",
      errors: [
        {
          message: 'tensor',
          suggestions: [
            [
              'useItem',
              "import { less as below } from '@miniflow/core'\nif (below(1, 2).item()) f()",
            ],
          ],
        },
      ],
    },
    {
      code: "import * as mf from '@miniflow/core'\nconst y = mf.random.bernoulli(k, []) ? mf.ones([]) : 0",
      errors: [
        {
          message: 'tensor',
          suggestions: [
            [
              'useItem',
              "import * as mf from '@miniflow/core'\nconst y = mf.random.bernoulli(k, []).item() ? mf.ones([]) : 0",
            ],
            [
              'useFunction',
              "import * as mf from '@miniflow/core'\nconst y = mf.where(mf.random.bernoulli(k, []), mf.ones([]), 0)",
            ],
          ],
        },
      ],
    },
    // of a tree it is only known that it is an object
    {
      code: `${head}const g = grad(f)(p); if (g) h()`,
      errors: ['tree'],
    },
    {
      code: `${head}const loss = p => (p ? f(p) : g(p)); const gradient = grad(loss)`,
      errors: ['tree'],
    },
    {
      code: "import { less } from './lib/tensors.js'\nif (less(1, 2)) f()",
      errors: [
        {
          message: 'tensor',
          suggestions: [
            ['useItem', "import { less } from './lib/tensors.js'\nif (less(1, 2).item()) f()"],
          ],
        },
      ],
    },
    ...origins.map(marked),
  ],
  validTypes: [
    ...[
      'const f = (y: Tensor | undefined) => (y ? 1 : 2)',
      'const f = (y?: Tensor) => (y ? 1 : 2)',
      'const f = (y: Operand) => (y ? 1 : 2)',
      'const f = (p: { b?: Tensor }) => (p.b ? 1 : 2)',
      'interface P { b?: Tensor }\nconst f = (p: P) => (p.b ? 1 : 2)',
      'interface P { b: Tensor }\nconst f = (p: Partial<P>) => (p.b ? 1 : 2)',
      'const f = (ys: Tensor[]) => (ys[0] ? 1 : 2)',
      'const f = ([y]: Tensor[]) => (y ? 1 : 2)',
      'const f = (ys: [Tensor, y?: Tensor]) => (ys[1] ? 1 : 2)',
      'const f = <T>(y: T) => (y ? 1 : 2)',
      'const f = (y: tf.Tensor) => (y ? 1 : 2)',
      'const f = (y: any) => (y ? 1 : 2)',
      'const y = x as unknown; if (y) f()',
      'type A = B; type B = A; const f = (y: A) => (y ? 1 : 2)',
    ].map(line => `${typed}${line}`),
    'type Tensor = string\nconst f = (y: Tensor) => (y ? 1 : 2)',
    "import type { Tensor } from '@tensorflow/tfjs'\nconst f = (y: Tensor) => (y ? 1 : 2)",
  ],
  invalidTypes: annotations.map(marked),
}
