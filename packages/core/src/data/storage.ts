/** Where the elements of a tensor are: at hand, elsewhere until somebody reads them, or one number for all. */
import { allocate, type Values } from './dtype.js'
import type { DType } from './types.js'

/** Where a tensor's elements come from; `reader` is the public function that wants them. */
export interface Source {
  readonly read: (reader: string) => Values
  /** Whether the recording that it belongs to has ended. */
  readonly ended: boolean
}

/**
 * The elements of a tensor in row-major order. Nothing writes to them once a tensor holds them, so
 * that tensors of other shapes may share them. It is at once the record that the tfjs CPU backend
 * keeps for its data (`kernel/tfjs.ts`), which spares a look-up for every operand.
 */
export interface Storage extends Source {
  readonly values: Values
  readonly dtype: DType
  readonly refCount: 1
}

/** Elements at hand. */
export class Held implements Storage {
  readonly values: Values
  readonly dtype: DType
  readonly refCount = 1

  constructor(values: Values, dtype: DType) {
    this.values = values
    this.dtype = dtype
  }

  get ended(): boolean {
    return false
  }

  read(): Values {
    return this.values
  }
}

/** One number everywhere, written out only when somebody reads the elements. */
export class Uniform implements Storage {
  readonly number: number
  readonly size: number
  readonly dtype: DType
  readonly refCount = 1
  #values: Values | undefined

  constructor(number: number, size: number, dtype: DType) {
    this.number = number
    this.size = size
    this.dtype = dtype
  }

  get values(): Values {
    this.#values ??= allocate(this.dtype, this.size).fill(this.number)
    return this.#values
  }

  get ended(): boolean {
    return false
  }

  read(): Values {
    return this.values
  }
}

/** Where elements are that are not at hand, such as the memory of another machine. */
export interface Elsewhere {
  /** Brings them; from then on they are always the same. */
  readonly fetch: () => Values
}

/** Elements that are brought when somebody reads them. */
export class Deferred implements Storage {
  readonly place: Elsewhere
  readonly dtype: DType
  readonly refCount = 1

  constructor(place: Elsewhere, dtype: DType) {
    this.place = place
    this.dtype = dtype
  }

  get values(): Values {
    return this.place.fetch()
  }

  get ended(): boolean {
    return false
  }

  read(): Values {
    return this.values
  }
}
