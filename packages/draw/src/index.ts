/** @miniflow/draw: pictures of tapes as Mermaid, DOT and SVG. */

export { toDot } from './dot.js'
export { toMermaid } from './mermaid.js'
export type { Direction, Drawable, DrawOptions } from './options.js'
export { toSvg } from './svg/svg.js'
