import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { debugNaN, NonFiniteError, sum, type Tensor, tensor } from '@miniflow/core'
import { adam, applyUpdates, chain, clipByGlobalNorm, sgd } from '@miniflow/optim'
import { expect, test } from 'vitest'

const params: Tensor = tensor([1, 2])
const steep: Tensor = tensor([3e30, 1])

/** The line of each is the one whose comment has its name. */
const planted: Readonly<Record<string, { readonly run: () => unknown; readonly callee: string }>> =
  {
    sgd: {
      run: () => {
        const optimiser = sgd({ learningRate: 1e30 })
        const step = (g: Tensor): Tensor => {
          const [updates] = optimiser.update(g, optimiser.init(params), params) // here: sgd
          return sum(applyUpdates(params, updates))
        }
        return debugNaN(step)(steep)
      },
      callee: 'update',
    },
    'a chain': {
      run: () => {
        const optimiser = chain([clipByGlobalNorm(1), adam({ learningRate: 0.1 })])
        const step = (g: Tensor): Tensor => {
          const [updates] = optimiser.update(g, optimiser.init(params), params) // here: a chain
          return sum(updates)
        }
        return debugNaN(step)(steep)
      },
      callee: 'update',
    },
    'what is added to the parameters': {
      run: () => {
        const step = (updates: Tensor): Tensor => sum(applyUpdates(steepest, updates)) // here: what is added to the parameters
        return debugNaN(step)(steepest)
      },
      callee: 'applyUpdates',
    },
  }

const steepest: Tensor = tensor([3e38, 0])

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
  'debugNaN names the line that calls %s, and not one inside of it',
  (name, { run, callee }) => {
    const { found } = caught(run)
    const line = source.findIndex(text => text.endsWith(`// here: ${name}`))
    const column = source[line]?.indexOf(`${callee}(`) ?? Number.NaN
    expect(found.line).toBe(`${file}:${line + 1}:${column + 1}`)
  },
)
