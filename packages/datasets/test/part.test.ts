import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bodyOf } from '../src/body.js'
import { claim, discard, giveBack, publish } from '../src/part.js'
import { folderWith } from './support/folder.js'

const left = (folder: string, owner: string, body: string): string => {
  const part = join(folder, `data.gz.${owner}~0.part`)
  mkdirSync(part)
  writeFileSync(bodyOf(part), body)
  return part
}

const holds = (part: string): string | undefined =>
  existsSync(bodyOf(part)) ? readFileSync(bodyOf(part), 'utf8') : undefined

describe('a part', () => {
  test('is made, with the folder, where there is none', async () => {
    const folder = join(folderWith(), 'not', 'yet')
    const part = await claim(folder, 'data.gz')
    expect(readdirSync(folder)).toEqual([part.slice(folder.length + 1)])
    expect(readdirSync(part)).toEqual([])
  })

  test('in use is not claimed by a second download', async () => {
    const folder = folderWith()
    const first = await claim(folder, 'data.gz')
    writeFileSync(bodyOf(first), 'first')
    expect(holds(await claim(folder, 'data.gz'))).toBe(undefined)
    expect(holds(first)).toBe('first')
  })

  test('given back is claimed with its contents, by one of many', async () => {
    const folder = folderWith()
    const first = await claim(folder, 'data.gz')
    writeFileSync(bodyOf(first), 'so far')
    await giveBack(first, 'data.gz')
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claim(folder, 'data.gz')))
    expect(claimed.map(holds).filter(body => body === 'so far')).toHaveLength(1)
    expect(new Set(claimed).size).toBe(8)
  })

  test('of a process that was killed is claimed', async () => {
    const folder = folderWith()
    const { pid } = spawnSync(process.execPath, ['--version'])
    left(folder, `${pid}@${hostname()}`, 'so far')
    expect(holds(await claim(folder, 'data.gz'))).toBe('so far')
  })

  test('of a running process is left alone, and so is one of another machine', async () => {
    const folder = folderWith()
    left(folder, `${process.ppid}@${hostname()}`, 'running')
    left(folder, '4711@elsewhere', 'elsewhere')
    expect(holds(await claim(folder, 'data.gz'))).toBe(undefined)
  })

  test('that nobody has touched for an hour is claimed, whosever it was', async () => {
    const folder = folderWith()
    const part = left(folder, '4711@elsewhere', 'so far')
    const then = new Date(Date.now() - 3_700_000)
    utimesSync(bodyOf(part), then, then)
    expect(holds(await claim(folder, 'data.gz'))).toBe('so far')
  })

  test('of another file is not claimed', async () => {
    const folder = folderWith()
    const part = await claim(folder, 'data')
    writeFileSync(bodyOf(part), 'other')
    await giveBack(part, 'data')
    expect(holds(await claim(folder, 'data.gz'))).toBe(undefined)
  })

  test('becomes the file, replacing the one there, and is gone when discarded', async () => {
    const folder = folderWith({ 'data.gz': Uint8Array.of(1) })
    const part = await claim(folder, 'data.gz')
    writeFileSync(bodyOf(part), 'whole')
    await publish(part, join(folder, 'data.gz'))
    await discard(part)
    expect(readdirSync(folder)).toEqual(['data.gz'])
    expect(readFileSync(join(folder, 'data.gz'), 'utf8')).toBe('whole')
  })
})
