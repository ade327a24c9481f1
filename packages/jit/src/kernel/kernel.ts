/** A kernel: a WebAssembly function over pointers, with all shapes baked in. */
import type { FunctionRef } from '../wasm/body.js'

export interface Kernel {
  /** Parameters, all i32: the operands' addresses, the result's, a scratch address, and the share of the work: from, to. */
  readonly f: FunctionRef
  /** Independent units of work (rows, tiles, examples); a call does units [from, to). 1 where work cannot be shared. Results must not depend on how units are shared out. */
  readonly units: number
  /** Bytes of scratch memory that a call needs (64-byte aligned when handed over; each thread has its own), 0 for none. */
  readonly scratch: number
}
