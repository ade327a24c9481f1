import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { prepare, writeAll } from '../src/folder.js'
import { freshFolder } from './support/toy.js'

test('preparing a folder makes it and leaves nothing in it', async () => {
  const folder = join(freshFolder(), 'a', 'b')
  expect(await prepare(folder)()).toEqual(E.right(undefined))
  expect(readdirSync(folder)).toEqual([])
})

test('files are written whole, over older ones', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'a'), 'older and longer')
  expect(await writeAll(folder, { a: 'new', b: Uint8Array.of(1, 2) })()).toEqual(E.right(undefined))
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new')
  expect([...readFileSync(join(folder, 'b'))]).toEqual([1, 2])
  expect(readdirSync(folder)).toEqual(['a', 'b'])
})

test('a file that cannot be written leaves the older ones as they are, and nothing half-written', async () => {
  const folder = freshFolder()
  writeFileSync(join(folder, 'a'), 'older')
  const files = { a: 'new', [join('none', 'b')]: 'new' }
  const result = await writeAll(folder, files)()
  expect(E.isLeft(result)).toBe(true)
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('older')
  expect(readdirSync(folder)).toEqual(['a'])
})

test('a name that is taken by a folder is a sentence', async () => {
  const folder = freshFolder()
  mkdirSync(join(folder, 'a'))
  const result = await writeAll(folder, { a: '' })()
  expect(result).toEqual(
    E.left(`--out: ${folder} cannot be written to: a name in it is taken by a folder.`),
  )
  expect(readdirSync(folder)).toEqual(['a'])
})
