/** Cases of linear algebra: small stacks of matrices far from singular ones and from equal roots. */
import type { Tensor } from '@miniflow/core'
import * as D from '../../../src/ops/linalg-det.js'
import { qrOp } from '../../../src/ops/linalg-qr.js'
import * as S from '../../../src/ops/linalg-solve.js'
import { eighOp, svdOp } from '../../../src/ops/linalg-spectral.js'
import type { Op } from '../../../src/tape/op.js'
import { pick } from '../choose.js'
import { type Domain, numbers, type Raw, type Shape } from '../raw.js'
import type { Build } from './instance.js'

const stackOf = ({ shape }: Raw): Shape => shape.slice(0, 1)

/** Numbers below 0.4 around a diagonal of 3, 6, 9. */
const strongDiagonal =
  (rows: number, columns: number): Domain =>
  (k, i) => {
    const at = i % (rows * columns)
    const row = Math.floor(at / columns)
    return k / 32 + (row === at % columns ? 3 * (row + 1) : 0)
  }

const matrices = (raw: Raw, rows: number, columns: number): Tensor =>
  numbers(raw.pools[0] ?? [], [...stackOf(raw), rows, columns], strongDiagonal(rows, columns))

const ofSquare =
  (op: Op): Build =>
  raw => {
    const n = pick(raw, 0, 4)
    return { op, args: [matrices(raw, n, n)] }
  }

const ofTall =
  (op: (raw: Raw) => Op): Build =>
  raw => {
    const n = pick(raw, 0, 3)
    return { op: op(raw), args: [matrices(raw, n + pick(raw, 1, 2), n)] }
  }

const system =
  (op: (raw: Raw) => Op): Build =>
  raw => {
    const n = pick(raw, 0, 4)
    const right = numbers(raw.pools[1] ?? [], [...stackOf(raw), n, pick(raw, 1, 3)])
    return { op: op(raw), args: [matrices(raw, n, n), right] }
  }

export const linalg = {
  cholesky: ofSquare(S.choleskyOp),
  solve: system(raw => S.solveOp(raw.flags[0] === true)),
  triangularSolve: system(({ flags }) =>
    S.triangularSolveOp({
      lower: flags[0] === true,
      transpose: flags[1] === true,
      unitDiagonal: flags[2] === true,
    }),
  ),
  inv: ofSquare(S.invOp(true)),
  det: ofSquare(D.detOp),
  cofactor: raw => {
    const n = pick(raw, 0, 4)
    const direction = numbers(raw.pools[1] ?? [], [...stackOf(raw), n, n])
    return {
      op: D.cofactorOp,
      args: [matrices(raw, n, n), direction].slice(0, pick(raw, 1, 2) + 1),
    }
  },
  slogdet: ofSquare(D.slogdetOp),
  qr: ofTall(() => qrOp),
  eigh: ofSquare(eighOp),
  svd: ofTall(raw => svdOp(raw.flags[0] === true ? 'left' : 'right')),
} satisfies { readonly [name: string]: Build }
