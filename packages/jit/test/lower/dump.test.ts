import {
  add,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  scan,
  sigmoid,
  sub,
  sum,
  type Tensor,
  trace,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { expect, test } from 'vitest'
import wabt from 'wabt'
import { lower } from '../../src/index.js'
import { compile } from '../../src/lower/compile.js'
import { encode } from '../../src/wasm/module.js'
import { toText } from '../../src/wasm/text.js'

interface Layers {
  readonly b1: Tensor
  readonly b2: Tensor
  readonly w1: Tensor
  readonly w2: Tensor
}

const loss = ({ w1, b1, w2, b2 }: Layers, x: Tensor, y: Tensor): Tensor => {
  const hidden = sigmoid(add(matmul(x, w1), b1))
  const logits = add(matmul(hidden, w2), b2)
  return neg(mean(sum(mul(y, logSoftmax(logits)), { axis: 1 }))) as Tensor
}

const step = (p: Layers, x: Tensor, y: Tensor) => {
  const [value, g] = valueAndGrad(loss)(p, x, y)
  const next = (w: Tensor, d: Tensor): Tensor => sub(w, mul(d, 0.1)) as Tensor
  return [
    { b1: next(p.b1, g.b1), b2: next(p.b2, g.b2), w1: next(p.w1, g.w1), w2: next(p.w2, g.w2) },
    value,
  ] as const
}

const layers: Layers = {
  b1: zeros([4]),
  b2: zeros([3]),
  w1: zeros([5, 4]),
  w2: zeros([4, 3]),
}
const x = zeros([8, 5]) as Tensor
const y = zeros([8, 3]) as Tensor

test('a training step is printed as its tape, its kernels and its memory', () => {
  const [tape, program, memory] = lower(step)(layers, x, y).split('\n\n')
  expect(tape).toMatchInlineSnapshot(`
    "tape:
      %0  float32[4]   = input p.b1
      %1  float32[3]   = input p.b2
      %2  float32[5,4] = input p.w1
      %3  float32[4,3] = input p.w2
      %4  float32[8,5] = input x
      %5  float32[8,3] = input y
      %6  float32[8,4] = matmul transposeA=false transposeB=false %4 %2
      %7  float32[8,4] = broadcastTo shape=[8,4] axes=[0] %0
      %8  float32[8,4] = add %6 %7
      %9  float32[8,4] = sigmoid %8
      %10 float32[8,3] = matmul transposeA=false transposeB=false %9 %3
      %11 float32[8,3] = broadcastTo shape=[8,3] axes=[0] %1
      %12 float32[8,3] = add %10 %11
      %13 float32[8]   = max axes=[1] %12
      %14 float32[8]   = constant ...
      %15 bool[8]      = isFinite %13
      %16 float32[8]   = where %15 %13 %14
      %17 float32[8,3] = broadcastTo shape=[8,3] axes=[1] %16
      %18 float32[8,3] = sub %12 %17
      %19 float32[8,3] = exp %18
      %20 float32[8]   = sum axes=[1] %19
      %21 float32[8]   = log %20
      %22 float32[8,3] = broadcastTo shape=[8,3] axes=[1] %21
      %23 float32[8,3] = sub %18 %22
      %24 float32[8,3] = mul %5 %23
      %25 float32[]    = sum axes=[0,1] %24
      %26 float32[]    = constant 8
      %27 float32[]    = div %25 %26
      %28 float32[]    = neg %27
      %29 float32[8,3] = constant ...
      %30 float32[8,3] = scale %29 %5
      %31 float32[8,3] = exp %23
      %32 float32[8]   = sum axes=[1] %30
      %33 float32[8,3] = broadcastTo shape=[8,3] axes=[1] %32
      %34 float32[8,3] = mul %31 %33
      %35 float32[8,3] = sub %30 %34
      %36 float32[3]   = sum axes=[0] %35
      %37 float32[8,4] = matmul transposeA=false transposeB=true %35 %3
      %38 float32[4,3] = matmul transposeA=true transposeB=false %9 %35
      %39 float32[8,4] = constant ...
      %40 float32[8,4] = sub %39 %9
      %41 float32[8,4] = mul %9 %40
      %42 float32[8,4] = scale %37 %41
      %43 float32[4]   = sum axes=[0] %42
      %44 float32[5,4] = matmul transposeA=true transposeB=false %4 %42
      %45 float32[4]   = constant ...
      %46 float32[4]   = mul %43 %45
      %47 float32[4]   = sub %0 %46
      %48 float32[3]   = constant ...
      %49 float32[3]   = mul %36 %48
      %50 float32[3]   = sub %1 %49
      %51 float32[5,4] = constant ...
      %52 float32[5,4] = mul %44 %51
      %53 float32[5,4] = sub %2 %52
      %54 float32[4,3] = constant ...
      %55 float32[4,3] = mul %38 %54
      %56 float32[4,3] = sub %3 %55
      return %47 %50 %53 %56 %28"
  `)
  expect(program).toMatchInlineSnapshot(`
    "program:
      product %4 %2 from %4, %2, %0
        %9: float32[8,4] = sigmoid(add(@, %0))
      product %9 %3 from %9, %3, %1
        %12: float32[8,3] = add(@, %1)
      max over [3] for each of [8] from %12, 8 units
        %13: float32[8] = max %12
      loop over [8] from %13
        %16: float32[8] = where(isFinite(%13), %13, 0)
      loop over [8,3] from %12, %16, 8 units
        %18: float32[8,3] = sub(%12, %16)
      sum over [3] for each of [8] from %18, 8 units
        %20: float32[8] = sum exp(%18)
      loop over [8] from %20
        %21: float32[8] = log(%20)
      loop over [8,3] from %5
        %30: float32[8,3] = scale(-0.125, %5)
      sum over [3] for each of [8] from %30, 8 units
        %32: float32[8] = sum %30
      loop over [8,3] from %18, %21, %30, %32, 8 units
        %23: float32[8,3] = sub(%18, %21)
        %35: float32[8,3] = sub(%30, mul(exp(sub(%18, %21)), %32))
      sum over [8,3] for each of [] from %5, %23
        %25: float32[] = sum mul(%5, %23)
      loop over [] from %25
        %28: float32[] = neg(div(%25, 8))
      sum over [8] for each of [3] from %35, 3 units
        %36: float32[3] = sum %35
      product %35 %3ᵀ from %35, %3, %9
        %42: float32[8,4] = scale(@, mul(%9, sub(1, %9)))
      sum over [8] for each of [4] from %42
        %43: float32[4] = sum %42
      loop over [4] from %0, %43
        %47: float32[4] = sub(%0, mul(%43, 0.10000000149011612))
      loop over [3] from %1, %36
        %50: float32[3] = sub(%1, mul(%36, 0.10000000149011612))
      product %4ᵀ %42 from %4, %42, %2
        %53: float32[5,4] = sub(%2, mul(@, 0.10000000149011612))
      product %9ᵀ %35 from %9, %35, %3
        %56: float32[4,3] = sub(%3, mul(@, 0.10000000149011612))"
  `)
  expect(memory).toMatchInlineSnapshot(`
    "memory:
      480 bytes; at least 384 are needed at one time
      0 to 32: %13, steps 2 to 3
      0 to 32: %16, steps 3 to 4
      0 to 32: %20, steps 5 to 6
      0 to 32: %21, steps 6 to 9
      32 to 64: %32, steps 8 to 9
      64 to 80: %43, steps 14 to 15
      80 to 92: %36, steps 12 to 16
      96 to 100: %25, steps 10 to 11
      128 to 256: %9, steps 0 to 18
      256 to 352: %12, steps 1 to 4
      256 to 352: %18, steps 4 to 9
      256 to 352: %23, steps 9 to 10
      256 to 384: %42, steps 13 to 17
      384 to 480: %30, steps 7 to 9
      384 to 480: %35, steps 9 to 18"
  `)
})

test('loops are printed with the program inside', () => {
  const running = (xs: Tensor) =>
    scan((c: Tensor, a: Tensor) => [add(c, a), mul(c, a)] as const, zeros([]) as Tensor, xs)
  expect(lower(running)(zeros([6])).split('\n\n')[1]).toMatchInlineSnapshot(`
    "program:
      scan from %1, %0
        %2: float32[7]
        body:
          loop over [] from %0, %1
            %2: float32[] = add(%0, %1)
            %3: float32[] = mul(%0, %1)
      loop over [] from %2
        %4: float32[] = %2
      loop over [6] from %2
        %5: float32[6] = %2"
  `)
})

test('the text of the module is the module', async () => {
  const tools = await wabt()
  const text = lower(step)(layers, x, y).split('\n\nmodule:\n')[1] as string
  const tape = trace(step)(layers, x, y)
  const { module } = compile(tape, { relaxed: false })
  expect(text.replace(/^ {2}/gm, '')).toBe(toText(module))
  const parsed = tools.parseWat('step.wat', toText(module))
  expect(Buffer.compare(Buffer.from(parsed.toBinary({}).buffer), encode(module))).toBe(0)
})
