/** The text of a module is read back from its bytes: an assembler makes the same bytes of it, whatever they say. */
import { expect, test } from 'vitest'
import wabt from 'wabt'
import {
  atomics,
  laneLoads,
  laneReplacements,
  laneStores,
  lanes,
  loads,
  stores,
} from '../../src/wasm/accesses.js'
import { type Body, call, type Local } from '../../src/wasm/body.js'
import * as code from '../../src/wasm/code.js'
import { groups, type ValueType } from '../../src/wasm/instructions.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'
import { toText } from '../../src/wasm/text.js'

const tools = await wabt()

const features = { simd: true, threads: true, relaxed_simd: true, bulk_memory: true }

const moduleOf = (write: (m: ModuleWriter) => void): ModuleWriter => {
  const m = new ModuleWriter({ minimum: 1, maximum: 65535, shared: false })
  write(m)
  m.function('last', { exported: true }, () => {})
  return m
}

const names = <N extends string>(table: { readonly [name in N]: unknown }): readonly N[] =>
  Object.keys(table) as N[]

type Apply = (...args: readonly code.Expr[]) => code.Expr

/** The instruction that a name stands for, as the rest of the compiler applies it. */
const applied = (name: string): Apply => {
  const [prefix = '', method = ''] = name.split('.')
  const families = code as unknown as { readonly [prefix: string]: { readonly [m: string]: Apply } }
  return families[prefix]?.[method] as Apply
}

/** A function that does something with one parameter of each type. */
const types: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128']

const each = (
  m: ModuleWriter,
  name: string,
  write: (b: Body, of: (type: ValueType) => Local) => void,
): void => {
  m.function(name, { params: types }, (b, ...params) =>
    write(b, type => params[types.indexOf(type)] as Local),
  )
}

const same = (m: ModuleWriter): void => {
  const bytes = encode(m)
  const theirs = tools.readWasm(bytes, features)
  theirs.validate()
  const ours = tools.parseWat('ours.wat', toText(m), features)
  expect(Buffer.from(ours.toBinary({}).buffer).equals(bytes)).toBe(true)
}

test.each(groups)('instructions from $operands to $result', ({ operands, codes }) => {
  same(
    moduleOf(m => {
      for (const name of names(codes))
        each(m, name, (b, of) => b.keep(applied(name)(...operands.map(of))))
    }),
  )
})

/** Offsets of one, two and five bytes. */
const offsets = [0, 8, 200, 2 ** 31 + 8]

test('reads and writes of memory, at any offset', () => {
  same(
    moduleOf(m => {
      for (const offset of offsets) {
        for (const name of names(loads))
          each(m, `${name}+${offset}`, (b, of) => b.keep(code.load(name, of('i32'), offset)))
        for (const name of names(stores))
          each(m, `${name}+${offset}`, (b, of) =>
            b.store(name, of('i32'), offset, of(stores[name].type)),
          )
        for (const name of names(atomics))
          each(m, `${name}+${offset}`, (b, of) => {
            const value = of(atomics[name].type)
            const values = name.endsWith('cmpxchg') ? [value, value] : [value]
            b.keep(code.atomic(name, of('i32'), offset, ...values))
          })
      }
    }),
  )
})

test('lanes of vectors, in memory and out of it', () => {
  same(
    moduleOf(m => {
      for (const name of names(laneLoads))
        each(m, name, (b, of) => b.keep(code.loadLane(name, of('i32'), 300, of('v128'), 1)))
      for (const name of names(laneStores))
        each(m, name, (b, of) => b.storeLane(name, of('i32'), 300, of('v128'), 1))
      for (const name of names(lanes))
        each(m, name, (b, of) => b.keep(code.extract(name, of('v128'), 1)))
      for (const name of names(laneReplacements))
        each(m, name, (b, of) =>
          b.keep(code.replace(name, of('v128'), 1, of(laneReplacements[name].type))),
        )
      each(m, 'shuffle', (b, of) => b.keep(code.shuffle32(of('v128'), of('v128'), [0, 3, 4, 7])))
    }),
  )
})

const numbers = [
  ...[0, 1, -1, 63, 64, -64, -65, 127, 128, 4095, 4096, 8191, 8192, -8192, -8193],
  ...[2 ** 31 - 1, -(2 ** 31)],
]

test('constants of any size', () => {
  same(
    moduleOf(m => {
      m.function('constants', {}, b => {
        for (const x of numbers) {
          b.keep(code.constant('i32', x))
          b.keep(code.i64Constant(BigInt(x)))
          b.keep(code.i64Constant(BigInt(x) * 2n ** 32n))
          b.keep(code.constant('f32', x / 3))
          b.keep(code.constant('f64', x / 3))
        }
        for (const x of [-0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
          b.keep(code.constant('f32', x))
          b.keep(code.constant('f64', x))
        }
      })
    }),
  )
})

test('blocks, branches, calls and what moves memory', () => {
  same(
    moduleOf(m => {
      const half = m.function('half', { params: ['f64'], results: ['f64'] }, (b, x) => {
        b.return(code.f64.mul(x as Local, 0.5))
        b.unreachable()
      })
      each(m, 'flow', (b, of) => {
        b.if(
          of('i32'),
          () => b.call(half, of('f64')),
          () => b.keep(call(half, of('f64'))),
        )
        b.while(
          () => of('i32'),
          () => b.for(3, of('i32'), i => b.copy(i, of('i32'), 16)),
        )
        b.block(exit => b.brIf(exit, of('i32')))
        b.fill(of('i32'), 0, 64)
        b.keep(code.select(of('f32'), of('f32'), of('i32')))
        b.keep(code.select(of('v128'), of('v128'), of('i32')))
      })
      // More locals than one byte counts.
      m.function('locals', {}, b => {
        for (let i = 0; i < 300; i++) b.local(types[i % 5] as ValueType)
        b.set(b.local('i32'), 1)
      })
    }),
  )
})

test('what is written apart stands wherever it is wanted, as if it were written there', () => {
  const step = (b: Body, x: Local): void => {
    b.if(x, () => b.set(x, code.i32.sub(x, 1)))
    b.for(0, 3, i => b.set(x, code.i32.add(x, i)))
  }
  const times = 3
  const there = moduleOf(m => {
    m.function('three', { params: ['i32'] }, (b, x) => {
      for (let i = 0; i < times; i++) step(b, x as Local)
    })
  })
  const apart = moduleOf(m => {
    m.function('three', { params: ['i32'] }, (b, x) => {
      const code = b.apart(() => step(b, x as Local))
      for (let i = 0; i < times; i++) b.again(code)
    })
  })
  same(apart)
  // Each round of the first has a counter of its own, which the second shares.
  const shared = (text: string): string =>
    text.replace(/\(local .*\)/, '').replace(/local\.(get|set) [123]/g, 'local.$1 counter')
  expect(shared(toText(apart))).toBe(shared(toText(there)))
})
