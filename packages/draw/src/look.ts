/** Colours: one hue for each kind of box, readable on light pages and on dark ones. */
import type { Kind } from './picture.js'

/** A box brings its own background, so that its text is readable on any page. */
export interface Colours {
  readonly fill: string
  readonly stroke: string
}

export interface Theme {
  readonly boxes: Readonly<Record<Kind, Colours>>
  readonly text: string
  readonly muted: string
  readonly gradient: string
  readonly output: string
}

export const light: Theme = {
  boxes: {
    input: { fill: '#e3f0ff', stroke: '#4a90d9' },
    constant: { fill: '#eef0f2', stroke: '#8c959f' },
    operation: { fill: '#fff6e0', stroke: '#d4a13a' },
    block: { fill: '#efe7fb', stroke: '#8a63d2' },
  },
  text: '#1c2128',
  muted: '#57606a',
  gradient: '#b3261e',
  output: '#116329',
}

export const dark: Theme = {
  boxes: {
    input: { fill: '#12283f', stroke: '#4a90d9' },
    constant: { fill: '#2a2f36', stroke: '#8c959f' },
    operation: { fill: '#33290f', stroke: '#c1913a' },
    block: { fill: '#2b1f42', stroke: '#9a78dd' },
  },
  text: '#e6edf3',
  muted: '#a3adb8',
  gradient: '#ff9a8f',
  output: '#57c773',
}

/** Arrows and frames lie on the page itself: a grey that stands out from white and from black. */
export const arrow = '#7d8590'
