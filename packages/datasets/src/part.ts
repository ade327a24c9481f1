/**
 * A download under way is a folder `NAME.OWNER.part` beside the file it will become. One rename of
 * the folder claims it, gives it back, or loses the race. Node only.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { bodyOf } from './body.js'
import { errorCode, ignoring } from './system.js'

/**
 * A part of the caller's own for `name`: one that an earlier attempt left behind, or else an empty
 * one.
 */
export const claim = async (folder: string, name: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const own = join(folder, partName(name, process.pid))
  for (const left of await abandoned(folder, name)) {
    // ENOENT: somebody else claimed it first
    if (await rename(left, own).then(() => true, ignoring('ENOENT'))) return own
  }
  await mkdir(own)
  return own
}

/** Leaves a part for a later attempt to claim. */
export const giveBack = (part: string, name: string): Promise<void> =>
  rename(part, join(dirname(part), partName(name, 0)))

export const discard = (part: string): Promise<void> => rm(part, { recursive: true, force: true })

/** The finished bytes get their final name, at once or not at all. */
export const publish = async (part: string, file: string): Promise<void> => {
  await rename(bodyOf(part), file)
  await flush(dirname(file))
}

// An owner is a process of a machine; process 0 is nobody.
const partName = (name: string, pid: number): string =>
  `${name}.${pid}@${hostname()}~${randomUUID()}.part`

const abandoned = async (folder: string, name: string): Promise<ReadonlyArray<string>> => {
  const parts = (await readdir(folder)).filter(
    entry => entry.startsWith(`${name}.`) && entry.endsWith('.part'),
  )
  const free = await Promise.all(
    parts.map(async part => isFree(part.slice(name.length + 1), join(folder, part))),
  )
  return parts.filter((_, i) => free[i]).map(part => join(folder, part))
}

const isFree = async (owner: string, part: string): Promise<boolean> => {
  const [, pid = '', host = ''] = /^(\d+)@(.*)~/.exec(owner) ?? []
  return pid === '0' || (host === hostname() && !isRunning(Number(pid))) || (await isOld(part))
}

// Signal 0 only asks; EPERM is the answer of a process that runs and is another user's.
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

const hour = 3_600_000

// A download that lives is written to all the time: fetch itself gives up after five minutes
// without a byte.
const isOld = async (part: string): Promise<boolean> => {
  const touched = await stat(bodyOf(part))
    .catch(() => stat(part))
    .catch(ignoring('ENOENT'))
  return touched !== false && Date.now() - touched.mtimeMs > hour
}

/** Makes a rename last through a power cut, where the system can (Windows cannot open folders). */
const flush = async (folder: string): Promise<void> => {
  const handle = await open(folder).catch(() => false as const)
  if (handle !== false)
    await handle
      .sync()
      .catch(() => {})
      .finally(() => handle.close())
}
