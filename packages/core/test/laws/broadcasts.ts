/** Shapes for functions of several operands: pairs that broadcast, and factors that multiply. */
import { pick } from './choose.js'
import type { Raw, Shape } from './raw.js'

/** A shape that broadcasts to another: some axes are 1, some of the first are missing. */
export const broadcasting = (raw: Raw, to: Shape, operand: number): Shape =>
  to
    .map((n, axis) => (raw.flags[(3 * operand + axis) % 8] === true ? 1 : n))
    .slice(pick(raw, 8 + operand, to.length + 1))

/** Two shapes that NumPy's matmul takes: vectors, matrices, and stacks of them that broadcast. */
export const factors = (raw: Raw): readonly [Shape, Shape] => {
  const [m, k, n] = [pick(raw, 0, 3) + 1, pick(raw, 1, 4), pick(raw, 2, 3) + 1]
  const lead = raw.shape.slice(0, 2)
  const left: Shape = [[k], [m, k], [...broadcasting(raw, lead, 0), m, k]][pick(raw, 3, 3)] as Shape
  const right: Shape = [[k], [k, n], [...broadcasting(raw, lead, 1), k, n]][
    pick(raw, 4, 3)
  ] as Shape
  return [left, right]
}
