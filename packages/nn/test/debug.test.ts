import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { debugNaN, NonFiniteError, type Tensor, tensor } from '@miniflow/core'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
import { expect, test } from 'vitest'

test('debugNaN names the line that calls a layer or a loss, and not one inside of it', () => {
  const labels = tensor([0], { dtype: 'int32' })
  const masked: Tensor = tensor([[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]])
  const loss = (logits: Tensor): Tensor => crossEntropyWithSoftmax(logits, labels as never) // here
  let found: unknown
  try {
    debugNaN(loss)(masked)
  } catch (error) {
    found = error instanceof NonFiniteError ? error.found.line : error
  }
  const file = fileURLToPath(import.meta.url)
  const line =
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex(text => text.endsWith('// here')) + 1
  expect(String(found).replace(/:\d+$/, '')).toBe(`${file}:${line}`)
})
