/** The laws of derivatives, as properties of any function. */
export type { Law, Need, Smooth } from './law.js'
export { type LawName, laws } from './table.js'
