/** The README's code compiles as it stands, runs, and prints what the README says. */
import { readFileSync } from 'node:fs'
import { testReadme } from '@miniflow/testing'

const home = new URL('..', import.meta.url)

/** The blocks that show what is printed. */
const shown = [
  ...readFileSync(new URL('README.md', home), 'utf8').matchAll(/```text\n(.*?)\n```/gs),
].map(([, text = '']) => text)

testReadme({ home, printed: { 0: shown } })
