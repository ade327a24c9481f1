/** What the compiler says of each mistake in `refused.test-d.ts`. */
import type { Diagnostic } from '@miniflow/testing'
import { expect, test } from 'vitest'
import { compile, sourceOf } from './compiler.js'

const directive = '// @ts-expect-error'

/** The statement below a directive, on one line. */
const statementBelow = (lines: readonly string[], at: number): string => {
  const rest = lines.slice(at + 1)
  const end = rest.findIndex(line => line === '' || line.startsWith('//'))
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map(line => line.trim())
    .join('')
}

/** The library's own sentence where there is one, else the compiler's first reason. */
const sentence = ({ text }: Diagnostic): string => {
  const [message = '', reason = message] = text
  return /Error<"([^"]+)">/.exec(message)?.[1] ?? reason
}

test('every refused line is reported once, with a sentence that names what does not fit', async () => {
  const source = await sourceOf('refused.test-d.ts')
  const lines = source.split('\n')
  const { diagnostics } = await compile(source.replaceAll(directive, '//'))
  const at = lines.flatMap((line, i) => (line === directive ? [i] : []))
  const report = at.map((i, n) => {
    const reported = diagnostics.filter(d => d.line > i && d.line <= (at[n + 1] ?? Infinity))
    return [statementBelow(lines, i), ...reported.map(d => `    ${sentence(d)}`)].join('\n')
  })
  expect(diagnostics).toHaveLength(at.length)
  expect(report.join('\n')).toMatchInlineSnapshot(`
    "add(z, zeros([11]))
        cannot broadcast [128, 10] with [11]
    sub(zeros([11]), z)
        cannot broadcast [11] with [128, 10]
    mul(zeros([5, 3, 4]), zeros([2, 1, 4]))
        cannot broadcast [5, 3, 4] with [2, 1, 4]
    div(batch, b)
        cannot broadcast [number, 100] with [10]
    equal(zeros([2, 3]), zeros([2]))
        cannot broadcast [2, 3] with [2]
    where(mask, z, 0)
        cannot broadcast [2] with [128, 10]
    clip(z, 0, zeros([128]))
        cannot broadcast [128, 10] with [128]
    broadcastTo(b, [128, 11])
        cannot broadcast [10] to [128, 11]
    matmul(x, zeros([100, 10]))
        matmul: [128, 784] and [100, 10]: inner axes 784 and 100 differ
    matmul(x, b)
        matmul: [128, 784] and [10]: inner axes 784 and 10 differ
    matmul(batch, w)
        matmul: [number, 100] and [784, 10]: inner axes 100 and 784 differ
    matmul(zeros([2, 4, 3]), zeros([3, 3, 4]))
        matmul: [2, 4, 3] and [3, 3, 4]: the axes before the last two do not broadcast
    matmul(x, zeros([]))
        matmul: [128, 784] and []: a scalar has no rows or columns, use mul
    dot(b, zeros([11]))
        dot: [10] and [11]: inner axes 10 and 11 differ
    outer(z, b)
        Type '[128, 10]' is not assignable to type '[number]'.
    reshape(x, [784, 127])
        cannot reshape [128, 784] to [784, 127]: 100352 elements and 99568
    reshape(zeros([60000, 28, 28]), [60000, 783])
        cannot reshape [60000, 28, 28] to [60000, 783]: 47040000 elements and 46980000
    concat([x, zeros([128, 783])])
        concat along axis 0: [128, 784] and [128, 783] do not fit
    stack([b, zeros([11])])
        stack: [10] and [11] do not fit
    tensor([[1, 2], [3]])
        nested arrays are ragged: rows of one level differ in length
    sum(z, { axis: 2 })
        axis 2 is out of range for shape [128, 10]
    mean(z, { axis: [0, -3] })
        axis -3 is out of range for shape [128, 10]
    argmax(b, { axis: 1 })
        axis 1 is out of range for shape [10]
    softmax(b, { axis: 1 })
        axis 1 is out of range for shape [10]
    transpose(x, [0, 2])
        axis 2 is out of range for shape [128, 784]
    swapaxes(x, 0, 2)
        axis 2 is out of range for shape [128, 784]
    squeeze(x, { axis: 2 })
        axis 2 is out of range for shape [128, 784]
    split(b, 2, { axis: 1 })
        axis 1 is out of range for shape [10]
    take(x, labels, { axis: 2 })
        axis 2 is out of range for shape [128, 784]
    sum(z, { axis: [1, -1] })
        axis -1 is named twice
    squeeze(x, { axis: 0 })
        an axis of length 128 of shape [128, 784] cannot be squeezed
    expandDims(b, 2)
        axis 2 is out of range for a new axis of shape [10]
    concat([b, b], { axis: 1 })
        axis 1 is out of range for shape [10]
    diag(zeros([2, 2, 2]))
        diag: shape [2, 2, 2] is neither a vector nor a matrix
    sum(z, { axes: 0 })
        Object literal may only specify known properties, and 'axes' does not exist in type 'ReduceOptions'.
    add(b, wide)
        float32 and float64 do not mix: convert one of them with astype
    matmul(x, zeros([784, 10], { dtype: 'float64' }))
        float32 and float64 do not mix: convert one of them with astype
    maximum(mask, mask)
        bool and bool: truth values are not numbers; use logicalAnd, logicalOr or astype
    neg(mask)
        Type 'Tensor<[2], "bool">' is not assignable to type 'Tensor<[2], "float32" | "float64" | "int32">'.
    logicalAnd(mask, labels)
        Type 'Tensor<[128], "int32">' is not assignable to type 'Tensor<any, "bool">'.
    oneHot(b, 10)
        Type 'Tensor<[10], "float32">' is not assignable to type 'Tensor<[10], "int32">'.
    zeros([2], { dtype: 'float16' })
        Type '"float16"' is not assignable to type 'DType | undefined'. Did you mean '"float64"'?
    grad((p: Params) => matmul(x, p.w))
        a gradient is of one number, and f gives shape [128, 10]: reduce it with sum or mean
    valueAndGrad((y: Tensor<[3]>) => mul(y, y))
        a gradient is of one number, and f gives shape [3]: reduce it with sum or mean
    grad((y: Tensor<[3]>) => sum(argmax(y)))
        f gives whole numbers or truth values, which have no derivative: use float32 or float64
    grad(loss)({ w, b }, zeros([128, 783]))
        Type '[128, 783]' is not assignable to type '[number, 784]'.
    grad(loss)({ w }, x)
        Property 'b' is missing in type '{ w: Tensor<[784, 10], "float32">; }' but required in type 'Params'.
    grad(loss)({ w, b: zeros([11]) }, x)
        Type '[11]' is not assignable to type '[10]'.
    export const wrong: Tensor<[10]> = grad(loss)({ w, b }, x).w
        Type '[784, 10]' is not assignable to type '[10]'.
    export const generic = <M extends number>(y: Tensor<[M, 784]>) => matmul(y, zeros([783, 10]))
        Property 'shapeError' is missing in type 'Tensor<[783, 10], "float32">' but required in type 'ShapeError<\`matmul: [\${number extends M ? "number" : M}, 784] and [783, 10]: inner axes 784 and 783 differ\`>'.
    trace2d(expandDims(z, 0))
        Type '[1, 128, 10]' is not assignable to type '[number, number]'."
  `)
})
