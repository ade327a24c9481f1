/** An arbitrary whose values are made from a description, and shrink as their description does. */
import * as fc from 'fast-check'

/** How values of T are drawn, made simpler and built; `simpler` gives the simplest first. */
export interface Description<D, T> {
  readonly draw: (random: fc.Random, bias: number | undefined) => D
  readonly simpler: (description: D) => Iterable<D>
  readonly build: (description: D) => T
}

/** The description travels as fast-check's context, so that values need not be read back. */
export class Shrinking<D, T> extends fc.Arbitrary<T> {
  readonly #how: Description<D, T>

  constructor(how: Description<D, T>) {
    super()
    this.#how = how
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return this.#valueOf(this.#how.draw(random, bias))
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false
  }

  override shrink(_value: T, context: unknown): fc.Stream<fc.Value<T>> {
    const { simpler } = this.#how
    const valueOf = (description: D): fc.Value<T> => this.#valueOf(description)
    function* shrunk(): IterableIterator<fc.Value<T>> {
      if (context !== undefined)
        for (const description of simpler(context as D)) yield valueOf(description)
    }
    return fc.stream(shrunk())
  }

  #valueOf(description: D): fc.Value<T> {
    return new fc.Value(this.#how.build(description), description)
  }
}
