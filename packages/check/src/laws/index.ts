/** The laws of derivatives, as properties of any function. */
export { checkCustomRule } from './custom-rule.js'
export { gradientLaws, type LawOptions } from './gradient-laws.js'
export type { Law, Need, Smooth } from './law.js'
export { type Broken, LawError } from './law-error.js'
export { type LawName, laws } from './table.js'
