/** The README's code compiles as it stands, runs, and prints what its comments say. */
import { readFileSync } from 'node:fs'
import { testReadme } from '@miniflow/testing'

const home = new URL('..', import.meta.url)
const readme = readFileSync(new URL('README.md', home), 'utf8')

/** What the README shows of a program. */
const [, shown = ''] = /\n```\n(program:.*?)\n```\n/s.exec(readme) ?? []

testReadme({ home, lib: ['WebWorker'], printed: { 3: [shown] } })
