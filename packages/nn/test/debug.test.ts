import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  debugNaN,
  foriLoop,
  NonFiniteError,
  random,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '@miniflow/core'
import {
  crossEntropyWithSoftmax,
  gru,
  layerNorm,
  linear,
  mlp,
  multiHeadAttention,
} from '@miniflow/nn'
import { expect, test } from 'vitest'

const infinite: Tensor = tensor([[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]])
const huge: Tensor = tensor([[3e38, 3e38]])
const key = random.key(0)

interface Planted {
  readonly run: () => unknown
  readonly callee: string
  readonly scope?: string
}

/** The line of each is the one whose comment has its name. */
const planted: Readonly<Record<string, Planted>> = {
  'a loss': {
    run: () => {
      const labels = tensor([0], { dtype: 'int32' })
      const loss = (logits: Tensor): Tensor => crossEntropyWithSoftmax(logits, labels as never) // here: a loss
      return debugNaN(loss)(infinite)
    },
    callee: 'crossEntropyWithSoftmax',
  },
  'a layer': {
    run: () => {
      const [w, b] = [tensor([[1], [1]]), zeros([1])]
      return debugNaN((x: Tensor) => linear(x, w as never, b))(huge) // here: a layer
    },
    callee: 'linear',
  },
  'a network': {
    run: () => {
      const model = mlp({ sizes: [2, 3, 1] })
      const [first, second] = model.init(key).layers
      const params = {
        layers: [
          {
            ...first,
            w: tensor([
              [9, 9, 9],
              [9, 9, 9],
            ]),
          },
          second,
        ],
      }
      return debugNaN((x: Tensor) => model.apply(params as never, x as never))(huge) // here: a network
    },
    callee: 'apply',
    scope: 'layers[0]',
  },
  'a layer for one of a batch': {
    run: () => {
      const [gain, bias] = [tensor([1, 1]), zeros([2])]
      return debugNaN(
        vmap((x: Tensor) => layerNorm(x, gain as never, bias as never)), // here: a layer for one of a batch
      )(
        tensor([
          [1, 2],
          [3e38, -3e38],
        ]),
      )
    },
    callee: 'layerNorm',
  },
  attention: {
    run: () => {
      const attention = multiHeadAttention({ features: 2, heads: 1 })
      const params = attention.init(key)
      return debugNaN((x: Tensor) => attention.apply(params, x as never))(huge) // here: attention
    },
    callee: 'apply',
  },
  'a cell in a loop': {
    run: () => {
      const cell = gru({ inputs: 2, units: 2 })
      const params = cell.init(key)
      const steps = (x: Tensor): Tensor =>
        foriLoop(
          0,
          2,
          (_, state: Tensor) => cell.apply(params, state as never, x as never), // here: a cell in a loop
          cell.start([1]),
        )
      return debugNaN(steps)(tensor([[Number.NaN, 1]]))
    },
    callee: 'apply',
  },
}

const file = fileURLToPath(import.meta.url)
const source = readFileSync(file, 'utf8').split('\n')

const caught = (run: () => unknown): NonFiniteError => {
  try {
    run()
  } catch (error) {
    if (error instanceof NonFiniteError) return error
    throw error
  }
  throw new Error('nothing was found')
}

test.each(Object.entries(planted))(
  'debugNaN names the call of %s, and not what is inside of it',
  (name, { run, callee, scope }) => {
    const { found } = caught(run)
    const line = source.findIndex(text => text.endsWith(`// here: ${name}`))
    const column = source[line]?.indexOf(`${callee}(`) ?? Number.NaN
    expect(found.line).toBe(`${file}:${line + 1}:${column + 1}`)
    expect(found.scope).toBe(scope)
  },
)
