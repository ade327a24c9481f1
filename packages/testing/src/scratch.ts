/** A folder inside a package, so that what is written there resolves imports as the package does. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `home` is the package's folder; the scratch folder is gone when `use` has ended. */
export const withScratch = async <A>(
  home: URL,
  use: (folder: string) => Promise<A>,
): Promise<A> => {
  const parent = join(fileURLToPath(home), '.cache')
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'test-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
