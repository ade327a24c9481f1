/** A barrier for the threads of one program: nobody goes on before all have come. */
import type { FunctionRef } from '../wasm/body.js'
import { atomic, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** Bytes of the block of memory that a barrier needs, zeros at first. */
export const BARRIER_BYTES = 128

/**
 * How many have come, and how many nap; the generation is on a cache line of its own, since all others
 * look at it.
 */
export const ARRIVED = 0
export const NAPPING = 4
export const GENERATION = 64

/** Looks at the generation before a thread naps: tens of microseconds. */
const SPINS = 20_000

/** What a module with a barrier imports: napping until a generation is over, and waking who naps. */
export interface Sleep {
  readonly nap: FunctionRef
  readonly wake: FunctionRef
}

export const importSleep = (module: ModuleWriter): Sleep => ({
  nap: module.import('nap', ['i32', 'i32']),
  wake: module.import('wake', ['i32']),
})

/**
 * `barrier(control)`: the last to come starts a new generation, the others spin until it does, since the
 * next kernel begins within microseconds. Who has spun for long naps, since on a busy machine the one that
 * is waited for may need the processor. Napping is JavaScript's: `memory.atomic.wait32` beside live locals
 * is miscompiled by V8 11.3.
 */
export const barrier = (module: ModuleWriter, threads: number, { nap, wake }: Sleep): FunctionRef =>
  module.once(`barrier ${threads}`, () =>
    module.function(`barrier_${threads}`, { params: ['i32'] }, (b, control = b.local('i32')) => {
      const generation = b.keep(load('i32.atomic.load', control, GENERATION))
      const spins = b.local('i32')
      b.if(
        i32.eq(atomic('i32.atomic.rmw.add', control, ARRIVED, 1), threads - 1),
        () => {
          b.store('i32.atomic.store', control, ARRIVED, 0)
          b.store('i32.atomic.store', control, GENERATION, i32.add(generation, 1))
          b.if(load('i32.atomic.load', control, NAPPING), () => b.call(wake, control))
        },
        () => {
          b.while(
            () => i32.eq(load('i32.atomic.load', control, GENERATION), generation),
            () => {
              b.set(spins, i32.add(spins, 1))
              b.if(i32.gt_s(spins, SPINS), () => b.call(nap, control, generation))
            },
          )
        },
      )
    }),
  )
