import { sigmoid, tensor, random, valueAndGrad } from '@miniflow/core'
import { crossEntropyWithSoftmax, mlp } from '../../nn/src/index.js'
import { applyUpdates, sgd } from '../../optim/src/index.js'
import { test } from 'vitest'
import { jit } from '../src/index.js'
test('step', () => {
  const key = random.key(1)
  const model = mlp({ sizes: [784, 128, 10], activation: sigmoid })
  const images = random.uniform(random.foldIn(key, 0), [128, 784])
  const labels = random.randint(random.foldIn(key, 1), [128], 0, 10)
  const opt = sgd({ learningRate: 0.1 })
  const p0 = model.init(key) as any
  const f = (p: any, s: any, x: any, y: any) => { const [l, g] = valueAndGrad((q: any) => crossEntropyWithSoftmax(model.apply(q, x) as any, y))(p); const [u, t] = opt.update(g as any, s, p); return [l, applyUpdates(p, u as any), t] as any }
  const t0 = performance.now()
  const j = jit(f as any) as any
  let p = p0, s = opt.init(p0) as any, l: any
  const ts: number[] = []
  for (let i = 0; i < 400; i++) { const a = performance.now(); [l, p, s] = j(p, s, images, labels); l.item(); ts.push(performance.now() - a); if (i % 100 === 0) console.log(i, l.item()) }
  const w = ts.slice(100).sort((a, b) => a - b)
  console.log('first', ts[0], 'median', w[w.length >> 1], 'min', w[0], j.stats())
  let q = p0, z = opt.init(p0) as any
  for (let i = 0; i < 101; i++) { [l, q, z] = f(q, z, images, labels); if (i % 100 === 0) console.log('eager', i, l.item()) }
  void t0
})
