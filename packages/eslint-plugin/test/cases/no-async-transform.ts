/** no-async-transform: async functions where the library calls and records. */
import type { Cases, Refused } from '../support/cases.js'

const names =
  'checkpoint cond customJvp customVjp debugNaN foriLoop grad hessian hvp inspect jacfwd jacrev jvp linearize scan scope trace tree valueAndGrad vjp vmap whileLoop'
const head = `import { ${names.split(' ').join(', ')} } from '@miniflow/core'\nimport { jit, lower } from '@miniflow/jit'; import { mlp } from '@miniflow/nn'\n`

const refused = (code: string, name: string): Refused => ({
  code: `${head}const y = ${code}`,
  errors: [{ message: 'async', data: { name } }],
})

export const noAsyncTransform: Cases = {
  valid: [
    'const y = grad(x => sum(x))',
    'const f = async () => jit(x => sum(x))(await load())',
    'const f = async () => grad(x => sum(x))(await load())',
    'const f = async x => x; const y = g(f)',
    'const f = async x => x; function h(f) { return grad(f) }',
    'let f = async x => x; f = x => x; const y = grad(f)',
    'const y = tree.reduce(async (n, leaf) => (await n) + leaf.size, 0)(p)',
    'const y = [1, 2].map(async x => x)',
    'const y = customVjp(f, { forward: g, other: async x => x })',
    'const y = grad(...[async x => x])',
    'const y = cond(async () => true)',
  ].map(code => head + code),
  invalid: [
    ...'checkpoint customJvp customVjp debugNaN grad hessian hvp inspect jacfwd jacrev jvp linearize trace valueAndGrad vjp vmap'
      .split(' ')
      .map(name => refused(`${name}(async x => x)`, name)),
    refused('jit(async x => x)', 'jit'),
    refused('lower(async x => x)', 'lower'),
    refused("scope('layer', async x => x)", 'scope'),
    refused('scan(async (c, x) => [c, x], c, xs)', 'scan'),
    refused('foriLoop(0, 3, async (i, c) => c, c)', 'foriLoop'),
    refused('whileLoop(async c => c, f, c)', 'whileLoop'),
    refused('whileLoop(f, async c => c, c)', 'whileLoop'),
    refused('cond(p, async () => x, f)', 'cond'),
    refused('cond(p, f, async () => x)', 'cond'),
    refused('customVjp(f, { forward: async x => [x, x], backward: g })', 'customVjp'),
    refused('customVjp(f, { forward: g, async backward(x) { return [x] } })', 'customVjp'),
    refused('customJvp(f, async (xs, dxs) => [xs, dxs])', 'customJvp'),
    refused('tree.map(async x => x)', 'tree.map'),
    refused('tree.zipWith(async (x, z) => x)', 'tree.zipWith'),
    refused('mlp({ sizes: [2, 1], activation: async x => x })', 'mlp'),
    refused('grad(async function (x) { return x })', 'grad'),
    {
      code: `${head}const f = async x => x\nconst y = grad(f)`,
      errors: [{ message: 'async', line: 4 }],
    },
    {
      code: `${head}const y = grad(f)\nasync function f(x) { return x }`,
      errors: [{ message: 'async', line: 3 }],
    },
    {
      code: "import * as mf from '@miniflow/core'\nconst y = mf.grad(async x => x)",
      errors: ['async'],
    },
  ],
}
