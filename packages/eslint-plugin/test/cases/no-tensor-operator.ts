/** no-tensor-operator: each operator with its function, fixed where nothing can go wrong. */
import type { Cases, Refused } from '../support/cases.js'

const imports =
  "import { add, div, equal, grad, less, mod, mul, neg, pow, sub, tensor, tree } from '@miniflow/core'\n"
const head = `${imports}const x = tensor([1, 2]), y = tensor(3)\n`

/** An operator whose function is imported: it is fixed. */
const fixed = (code: string, output: string, operator: string, name: string): Refused => ({
  code: head + code,
  output: head + output,
  errors: [
    {
      message: 'operator',
      line: 3,
      data: { operator, name, operands: output.includes(',') ? 'x, y' : 'x' },
    },
  ],
})

/** One with a change that is only suggested. */
const suggested = (
  code: string,
  output: string,
  message: string,
  data: Readonly<Record<string, string>>,
): Refused => ({
  code: head + code,
  errors: [{ message, data, suggestions: [['useFunction', head + output]] }],
})

const operator = (sign: string, name: string, operands = 'x, y') => ({
  operator: sign,
  name,
  operands,
})

/** Refused without a change to offer. */
const refused = (code: string, message: string): Refused => ({
  code: head + code,
  errors: [{ message, suggestions: [] }],
})

export const noTensorOperator: Cases = {
  valid: [
    'const z = x.item() + y.item()',
    'const z = x.size * 2 - y.rank',
    `const z = \`\${x}\``,
    "const z = 'n' + x.item()",
    'const z = -y.item()',
    'if (x === undefined || null !== y || x == null) f()',
    'if (x === z) f()',
    'if (Object.is(x, y)) f()',
    'const params = { w: x }; if (params === other) f()',
    'const a = grad(f)(p), b = grad(f)(q); if (a === b) g()',
    'let n = 0; n += 1; n++',
    'let n = 0; for (const z of [x, y]) n += z.item()',
    'const z = typeof x, u = !flag, v = void x',
    "if ('shape' in x || x instanceof Object) f()",
    'const f = (a, b) => a + b; f(1, 2)',
    'grad((p, rate) => mul(p, rate * 2))(x, 0.1)',
    'tree.reduce((n, leaf) => n + leaf.size, 0)(p)',
    'function f(x) { return x + 1 }',
    'let z = 1; z = x; const u = z + 1',
  ].map(code => head + code),
  invalid: [
    fixed('const z = x + y', 'const z = add(x, y)', '+', 'add'),
    fixed('const z = x - 1', 'const z = sub(x, 1)', '-', 'sub'),
    fixed('const z = 2 * x', 'const z = mul(2, x)', '*', 'mul'),
    fixed('const z = x / y', 'const z = div(x, y)', '/', 'div'),
    fixed('const z = x ** 2', 'const z = pow(x, 2)', '**', 'pow'),
    fixed('const z = -x', 'const z = neg(x)', '-', 'neg'),
    fixed('const z = x + (f(), y)', 'const z = add(x, (f(), y))', '+', 'add'),
    fixed('let z = x; z += y', 'let z = x; z = add(z, y)', '+=', 'add'),
    fixed('let z = x; z **= 2', 'let z = x; z = pow(z, 2)', '**=', 'pow'),
    fixed('let z = x; z++', 'let z = x; z = add(z, 1)', '++', 'add'),
    fixed('let z = x; --z', 'let z = x; z = sub(z, 1)', '--', 'sub'),
    fixed('const z = p => x * x.item()', 'const z = p => mul(x, x.item())', '*', 'mul'),
    {
      // the function is called by the name it has here
      code: "import * as mf from '@miniflow/core'\nconst z = mf.ones([2]) + 1",
      output: "import * as mf from '@miniflow/core'\nconst z = mf.add(mf.ones([2]), 1)",
      errors: ['operator'],
    },
    {
      code: "import { add as plus, ones } from '@miniflow/core'\nconst z = ones([2]) + 1",
      output: "import { add as plus, ones } from '@miniflow/core'\nconst z = plus(ones([2]), 1)",
      errors: ['operator'],
    },
    {
      // what is not imported is left to the user to import
      code: "import { ones } from '@miniflow/core'\nconst z = ones([2]) + 1",
      errors: [
        {
          message: 'operator',
          suggestions: [
            ['useFunction', "import { ones } from '@miniflow/core'\nconst z = add(ones([2]), 1)"],
          ],
        },
      ],
    },
    suggested('const z = x % 2', 'const z = mod(x, 2)', 'operator', operator('%', 'mod')),
    suggested('const z = x < y', 'const z = less(x, y)', 'operator', operator('<', 'less')),
    suggested(
      'const z = x <= 1',
      'const z = lessEqual(x, 1)',
      'operator',
      operator('<=', 'lessEqual'),
    ),
    suggested('const z = 1 > x', 'const z = greater(1, x)', 'operator', operator('>', 'greater')),
    suggested(
      'const z = x >= y',
      'const z = greaterEqual(x, y)',
      'operator',
      operator('>=', 'greaterEqual'),
    ),
    suggested(
      'const z = x & y',
      'const z = logicalAnd(x, y)',
      'operator',
      operator('&', 'logicalAnd'),
    ),
    suggested(
      'const z = x | y',
      'const z = logicalOr(x, y)',
      'operator',
      operator('|', 'logicalOr'),
    ),
    suggested('const z = x ^ y', 'const z = notEqual(x, y)', 'operator', operator('^', 'notEqual')),
    suggested(
      'const z = ~x',
      'const z = logicalNot(x)',
      'operator',
      operator('~', 'logicalNot', 'x'),
    ),
    suggested('if (x == 0) f()', 'if (equal(x, 0)) f()', 'never', operator('==', 'equal')),
    suggested('if (0 !== x) f()', 'if (notEqual(0, x)) f()', 'never', operator('!==', 'notEqual')),
    suggested('if (x === y) f()', 'if (equal(x, y)) f()', 'identity', operator('===', 'equal')),
    suggested(
      'let z = x; f(z++)',
      'let z = x; f(z = add(z, 1))',
      'operator',
      operator('++', 'add'),
    ),
    suggested(
      'let z = x; z &= y',
      'let z = x; z = logicalAnd(z, y)',
      'operator',
      operator('&=', 'logicalAnd'),
    ),
    // no change is offered where it would lose something, or is not known to be right
    refused('const z = x + /* here */ 1', 'operator'),
    refused('const z = x + f()', 'operator'),
    refused('const f = add => x + y', 'operator'),
    refused('const p = { w: x }; p.w += 1', 'operator'),
    refused('const z = grad(f)(p) - 1', 'operator'),
    refused('const loss = p => f(p * 2); const g = grad(loss)', 'operator'),
    refused("const z = 'x is ' + x", 'text'),
    refused('let text = ``; text += x', 'text'),
    refused('const z = +x', 'toNumber'),
    refused('const z = x << 1', 'shift'),
  ],
  validTypes: [
    "import type { Tensor } from '@miniflow/core'\nconst f = (x: Tensor | number, y: number) => (x as number) + y",
  ],
  invalidTypes: [
    {
      code: "import { mul, type Tensor } from '@miniflow/core'\nconst f = (x: Tensor<[2]>, rate: number) => x * rate",
      output:
        "import { mul, type Tensor } from '@miniflow/core'\nconst f = (x: Tensor<[2]>, rate: number) => mul(x, rate)",
      errors: ['operator'],
    },
  ],
}
