/** Folders that vanish with the test, and messages without their names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { onTestFinished } from 'vitest'
import { type DatasetError, showDatasetError } from '../../src/error.js'

/** A fresh folder holding these files. */
export const folderWith = (files: Readonly<Record<string, Uint8Array>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'miniflow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
  return folder
}

/** The value, or the message thrown. */
export const right = async <A>(task: TaskEither<DatasetError, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(showDatasetError(result.left))
  return result.right
}

/** The error; a value is thrown. */
export const left = async (task: TaskEither<DatasetError, unknown>): Promise<DatasetError> => {
  const result = await task()
  if (E.isRight(result)) throw new Error('expected an error, got a value')
  return result.left
}

/** The error's message, with what differs from run to run replaced: `masks` maps it to a name. */
export const message = async (
  task: TaskEither<DatasetError, unknown>,
  masks: Readonly<Record<string, string>> = {},
): Promise<string> =>
  Object.entries(masks).reduce(
    (text, [secret, name]) => text.replaceAll(secret, name),
    showDatasetError(await left(task)),
  )
