/** no-unused-result: a call that does nothing but give a result, whose result nobody takes. */
import type { Cases, Refused } from '../support/cases.js'

const head =
  "import { add, cond, debugNaN, foriLoop, grad, matmul, random, scan, scope, stopGradient, tensor, trace, tree, vmap } from '@miniflow/core'\nimport { jit } from '@miniflow/jit'; import { applyUpdates, chain, sgd } from '@miniflow/optim'\nimport { mlp } from '@miniflow/nn'\nconst x = tensor([1, 2])\n"

const unused = (code: string, name: string): Refused => ({
  code: head + code,
  errors: [{ message: 'unused', data: { name } }],
})

export const noUnusedResult: Cases = {
  valid: [
    'const y = add(x, 1)',
    'f(add(x, 1))',
    'void add(x, 1)',
    'const f = () => add(x, 1)',
    'flag && console.log(add(x, 1))',
    // functions that are not the library's
    'f(x)',
    'console.log(x)',
    'function f() { const add = log; add(x, 1) }\nfunction g(add) { add(x, 1) }',
    'const f = y => add(y, 1); f(x)',
    'random.unheardOf(x)',
    'x.toArray().forEach(f)',
    // what is called for the error that it throws
    'expect(() => { add(x, 1) }).toThrow()',
    'const f = () => { add(x, 1) }\nexpect(f).toThrow()',
    'test("x", () => { const y = f(); matmul(x, y) })',
    'try { matmul(x, x) } catch (error) { console.log(error) }',
    'debugNaN(f)(x)',
    'jit(f)(x)',
    'jit(y => add(y, 1)).stats()',
    "scope('layer', f)(x)",
    // functions of the user's own that may do something besides
    'trace(f)(x)',
    'trace(y => console.log(y))(x)',
    'trace(y => { seen.push(y); return y })(x)',
    'let text; trace(y => { text = String(y); return y })(x)',
    'let count = 0; grad(y => { count++; return y })(x)',
    'grad(y => { new Thing(y); return y })(x)',
    'tree.map(leaf => show(leaf))(x)',
    'tree.reduce((n, leaf) => f(n, leaf), 0)(x)',
    'scan((c, y) => [f(c), y], x, x)',
    'foriLoop(0, 3, (i, y) => f(i, y), x)',
    'cond(flag, () => save(), () => skip())',
  ].map(code => head + code),
  invalid: [
    unused('add(x, 1)', 'add'),
    unused('if (flag) add(x, 1)', 'add'),
    unused('for (const y of [x]) { add(y, 1); f(y) }', 'add'),
    unused('const f = () => { add(x, 1) }\nf()', 'add'),
    unused('setTimeout(() => { add(x, 1); f() })', 'add'),
    unused('times(3, i => { add(x, i) })', 'add'),
    unused('jit(y => add(y, 1))(x)', 'jit(f)'),
    unused("scope('layer', y => add(y, 1))(x)", 'scope(name, f)'),
    unused('vmap(f)', 'vmap'),
    unused('f(vmap(y => { add(y, 1) }))', 'add'),
    unused('grad(f)', 'grad'),
    unused('grad(y => add(y, 1))(x)', 'grad(f)'),
    unused('const loss = y => { let z = y; z = add(z, 1); return z }; grad(loss)(x)', 'grad(f)'),
    unused('const gradient = grad(y => add(y, 1)); gradient(x)', 'grad(f)'),
    unused('scan((c, y) => [add(c, y), c], x, x)', 'scan'),
    unused('tree.map(y => add(y, 1))(x)', 'tree.map(f)'),
    unused('tree.leaves(x)', 'tree.leaves'),
    unused('random.split(random.key(0))', 'random.split'),
    unused('stopGradient(x)', 'stopGradient'),
    unused('applyUpdates(p, u)', 'applyUpdates'),
    unused('sgd({ learningRate: 0.1 })', 'sgd'),
    unused('const opt = chain([sgd({ learningRate: 0.1 })]); opt.update(g, s, p)', 'update'),
    unused('const { init } = mlp({ sizes: [2, 1] }); init(random.key(0))', 'init'),
    unused('try { add(x, 1); f() } catch {}', 'add'),
    unused('try { add(x, 1) } finally { f() }', 'add'),
    unused('x.item()', 'item'),
    {
      code: "import * as mf from '@miniflow/core'\nmf.random.key(0)",
      errors: [{ message: 'unused', data: { name: 'random.key' } }],
    },
    {
      code: "import { batches, mnist } from '@miniflow/datasets'\nmnist()\nbatches(split, { batchSize: 2 })",
      errors: ['unused', 'unused'],
    },
    {
      code: "import { toSafetensors } from '@miniflow/io'\nimport { toSvg } from '@miniflow/draw'\ntoSafetensors(p)\ntoSvg(t)",
      errors: ['unused', 'unused'],
    },
  ],
}
