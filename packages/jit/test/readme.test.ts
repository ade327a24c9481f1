/** The README's code compiles as it stands, runs, and prints what its comments say. */
import { testReadme } from '@miniflow/testing'

testReadme({ home: new URL('..', import.meta.url), lib: ['WebWorker'] })
