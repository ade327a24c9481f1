/** Matrix products beside the peak of the machine: GFLOP/s and per cent, medians of alternating rounds. */
import { matmul } from '../../dist/kernel/matmul.js'
import { contest, peak, print, repeated } from './rig.mjs'

const relaxed = process.argv.includes('relaxed')
const only = process.argv.find(x => x.startsWith('only='))?.slice(5)

const product = (m, n, k, flags = 'nn', dtype = 'float32', batch = 1) => {
  const bytes = dtype === 'float64' ? 8 : 4
  const spec = {
    m,
    n,
    k,
    dtype,
    batch,
    relaxed,
    transposeA: flags[0] === 't',
    transposeB: flags[1] === 't',
  }
  return {
    name: `${dtype} ${batch > 1 ? `${batch} x ` : ''}${m} x ${n} x ${k} ${flags}`,
    make: w => matmul(w, spec),
    sizes: [batch * m * k * bytes, batch * k * n * bytes, batch * m * n * bytes],
    flops: 2 * batch * m * n * k,
  }
}

const four = ['nn', 'nt', 'tn', 'tt']
const shapes = [
  ...four.map(t => product(128, 128, 128, t)),
  ...four.map(t => product(256, 256, 256, t)),
  ...four.map(t => product(512, 512, 512, t)),
  product(1024, 1024, 1024),
  product(128, 128, 784),
  product(784, 128, 128, 'tn'),
  product(128, 784, 128, 'nt'),
  product(128, 10, 128),
  product(128, 10, 128, 'tn'),
  product(128, 128, 10, 'nt'),
  product(8, 8, 8),
  product(2, 2, 2),
  product(1, 512, 512),
  product(512, 1, 512),
  product(512, 1, 512, 'tn'),
  product(1, 512, 512, 'nt'),
  ...[2, 3, 4, 6, 8, 12].map(m => product(m, 128, 128, 'nt')),
  ...[2, 3, 4, 5, 8, 12].map(m => product(m, 512, 512, 'nn')),
  product(512, 2, 512),
  product(100, 100, 100),
  product(25088, 64, 288),
  product(64, 64, 32, 'nt', 'float32', 64),
  product(8, 8, 8, 'nn', 'float32', 64),
  product(128, 128, 128, 'nn', 'float64'),
  product(128, 128, 128, 'nn', 'int32'),
].filter(s => only === undefined || s.name.includes(only))

const measured = shapes.map(s => ({ ...s, run: repeated(s.make, s.sizes) }))
for (const kind of ['f32', 'f64', 'relaxed'].filter(kind => relaxed || kind !== 'relaxed'))
  print(contest({ name: kind, ...peak('f32') }, [{ name: `${kind} in registers`, ...peak(kind) }]))
print(contest({ name: 'peak', ...peak(relaxed ? 'relaxed' : 'f32') }, measured))
