/** A barrier for the threads of one program: nobody goes on before all have come. */
import type { FunctionRef } from '../wasm/body.js'
import { atomic, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** Bytes of the block of memory that a barrier needs, zeros at first. */
export const BARRIER_BYTES = 128

/** How many have come; the generation is on a cache line of its own, since all others look at it. */
const ARRIVED = 0
const GENERATION = 64

/**
 * `barrier(control)`: the last to come starts a new generation, the others spin until it does. They do
 * not sleep: the next kernel begins within microseconds, and `memory.atomic.wait32` beside live locals
 * is miscompiled by V8 11.3.
 */
export const barrier = (module: ModuleWriter, threads: number): FunctionRef =>
  module.once(`barrier ${threads}`, () =>
    module.function(`barrier_${threads}`, { params: ['i32'] }, (b, control = b.local('i32')) => {
      const generation = b.keep(load('i32.atomic.load', control, GENERATION))
      b.if(
        i32.eq(atomic('i32.atomic.rmw.add', control, ARRIVED, 1), threads - 1),
        () => {
          b.store('i32.atomic.store', control, ARRIVED, 0)
          b.store('i32.atomic.store', control, GENERATION, i32.add(generation, 1))
        },
        () => {
          b.while(
            () => i32.eq(load('i32.atomic.load', control, GENERATION), generation),
            () => undefined,
          )
        },
      )
    }),
  )
