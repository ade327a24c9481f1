/** no-key-reuse: two draws from one key that surely both happen, with the same key in both. */
import type { Cases, Refused } from '../support/cases.js'

const head =
  "import { random } from '@miniflow/core'\nimport { glorotUniform, heNormal, mlp, zeros } from '@miniflow/nn'\nconst key = random.key(0)\n"

const again = (code: string, name: string, line = 4, text = 'key'): Refused => ({
  code: head + code,
  errors: [{ message: 'again', data: { key: text, name, line: `${line}` } }],
})

const rounds = (code: string, name: string): Refused => ({
  code: head + code,
  errors: [{ message: 'rounds', data: { key: 'key', name } }],
})

export const noKeyReuse: Cases = {
  valid: [
    'const x = random.normal(key, [2])',
    'const [a, b] = random.split(key); const x = random.normal(a, [2]), y = random.normal(b, [2])',
    'const keys = random.split(key, 3); f(random.normal(keys[0], [2]), random.normal(keys[1], [2]))',
    'for (const k of random.split(key, 3)) f(random.normal(k, [2]))',
    'for (let i = 0; i < 3; i++) f(random.normal(random.foldIn(key, i), [2]))',
    'f(random.foldIn(key, 0), random.foldIn(key, 1))',
    'const a = random.foldIn(key, 1), x = random.normal(key, [2])',
    // one or the other
    'const x = flag ? random.normal(key, [2]) : random.uniform(key, [2])',
    'let x; if (flag) x = random.normal(key, [2]); else x = random.uniform(key, [2])',
    'const f = () => { if (flag) return random.normal(key, [2]); return random.uniform(key, [2]) }',
    'if (a) f(random.normal(key, [2])); if (!a) f(random.uniform(key, [2]))',
    'switch (a) { case 1: f(random.normal(key, [2])); break; default: f(random.uniform(key, [2])) }',
    'const x = (flag && random.normal(key, [2])) || random.uniform(key, [2])',
    'try { f(random.normal(key, [2])) } catch { f(random.uniform(key, [2])) }',
    'try { f(random.normal(key, [2])) } catch {}\nf(random.uniform(key, [2]))',
    'const f = () => random.normal(key, [2]), g = () => random.uniform(key, [2])',
    'const x = a?.f(random.normal(key, [2])), y = random.uniform(key, [2])',
    'out: { if (a) break out; f(random.normal(key, [2])) }\nf(random.uniform(key, [2]))',
    'const f = (x = random.normal(key, [2])) => random.uniform(key, [2])',
    'while (flag()) { f(random.normal(key, [2])); break }',
    'for (const x of xs) { f(random.normal(key, [2])); return }'.replace('return', 'throw x'),
    'for (const x of xs) if (x) f(random.normal(key, [2]))',
    // a new key in between
    'let k = key; for (let i = 0; i < 3; i++) { const [next, now] = random.split(k); k = next; f(random.normal(now, [2])) }',
    'let k = key; const x = random.normal(k, [2]); k = random.foldIn(key, 1); const y = random.normal(k, [2])',
    'let k = key, now; [k, now] = random.split(k); f(random.normal(now, [2])); [k, now] = random.split(k); f(random.normal(now, [2]))',
    'let k = key; ({ k } = random.split(k)); ({ k } = random.split(k))',
    'let k = key; const next = () => { k = random.foldIn(k, 1) }; f(random.normal(k, [2])); next(); f(random.normal(k, [2]))',
    'for (let k = key, i = 0; i < 3; i++, k = random.foldIn(k, i)) f(random.normal(k, [2]))',
    'let k; for (k of random.split(key, 3)) f(random.normal(k, [2]))',
    'const state = { key }; f(random.normal(state.key, [2])); state.key = random.foldIn(key, 1); f(random.normal(state.key, [2]))',
    'f(random.normal(keys[i], [2]), random.normal(keys[i], [2]))',
    // two tensors in the same order
    'f(random.permutation(key, x), random.permutation(key, y))',
    // not a draw
    'const w = zeros(key, [2]), b = zeros(key, [3])',
    'f(key); g(key)',
    'const init = key => random.normal(key, [2]), x = init(key), y = init(key)',
    'const f = key => random.normal(key, [2]), g = key => random.normal(key, [2])',
  ].map(code => head + code),
  invalid: [
    again('const x = random.normal(key, [2])\nconst y = random.uniform(key, [2])', 'random.normal'),
    again('f(random.normal(key, [2]), random.normal(key, [3]))', 'random.normal'),
    again('const x = random.normal(key, [2])\nconst [a, b] = random.split(key)', 'random.normal'),
    again('const [a, b] = random.split(key)\nconst x = random.bernoulli(key, [2])', 'random.split'),
    again(
      'const x = random.normal(key, [2])\nif (flag) f(random.uniform(key, [2]))',
      'random.normal',
    ),
    again(
      'const x = random.normal(key, [2])\nconst f = () => random.uniform(key, [2])',
      'random.normal',
    ),
    again(
      'const f = key => { const x = random.bits(key, [2])\nreturn random.bits(key, [2]) }',
      'random.bits',
    ),
    again('const w = { a: heNormal(key, [2, 3]), b: glorotUniform(key, [3, 1]) }', 'heNormal'),
    again('const { init } = mlp({ sizes: [2, 1] }); const p = init(key), q = init(key)', 'init'),
    again(
      'try { f() } finally { f(random.normal(key, [2])) }\nf(random.normal(key, [2]))',
      'random.normal',
    ),
    again('if (f(random.normal(key, [2]))) f(random.normal(key, [2]))', 'random.normal'),
    again('f(random.permutation(key, 5), random.normal(key, [5]))', 'random.permutation'),
    again(
      'const keys = random.split(key, 2); f(random.normal(keys[0], [2]), random.normal(keys[0], [2]))',
      'random.normal',
      4,
      'keys[0]',
    ),
    again(
      'let k = random.foldIn(key, 1); k = random.foldIn(k, 2); f(random.normal(k, [2]), random.normal(k, [2]))',
      'random.normal',
      4,
      'k',
    ),
    rounds('for (let i = 0; i < 3; i++) f(random.normal(key, [2]))', 'random.normal'),
    rounds('for (const x of xs) { const y = random.normal(key, [2]); f(x, y) }', 'random.normal'),
    rounds('while (flag()) { if (random.bernoulli(key, []).item()) f() }', 'random.bernoulli'),
    {
      code: `${head}do f(random.normal(key, [2])); while (flag)\nf(random.normal(key, [2]))`,
      errors: [
        { message: 'rounds', line: 4 },
        { message: 'again', line: 5 },
      ],
    },
    {
      code: "import * as mf from '@miniflow/core'\nconst f = k => [mf.random.normal(k, [2]), mf.random.normal(k, [2])]",
      errors: ['again'],
    },
    {
      code: "import { random as dice } from '@miniflow/core'\nconst { normal } = dice\nconst f = k => [normal(k, [2]), dice.normal(k, [2])]",
      errors: ['again'],
    },
  ],
}
