/** What the tests of several packages share; no source imports it. */
export { type Compiled, compile, type Diagnostic } from './compile.js'
export { type Examples, testExamples } from './examples.js'
export type { Call } from './holes.js'
export { type Misuse, testMisuse, type Way } from './misuse.js'
export { blocksOf, type Readme, testReadme } from './readme.js'
export { wrongValues } from './wrong.js'
