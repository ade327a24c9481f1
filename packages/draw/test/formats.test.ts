/** Every picture is valid in its format, and says of each node what the tape says. */
import type { Tape } from '@miniflow/core'
import { type Direction, type Drawable, toDot, toMermaid, toSvg } from '@miniflow/draw'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFlowchart } from './support/flowchart.js'
import { drawDot, readDot } from './support/graphviz.js'
import { chain, inputs, lab, names, network, programs, recordings } from './support/programs.js'
import { all, type Element, parseXml, withClass } from './support/xml.js'

const tapeOf = (drawable: Drawable): Tape => ('tape' in drawable ? drawable.tape : drawable)

const typeOf = ({ aval }: Tape['nodes'][number]): string => `${aval.dtype}[${aval.shape.join(',')}]`

const kinds = { Input: 'input', Const: 'constant', Apply: 'operation' } as const

/** Pairs of nodes that an arrow joins, as often as it does. */
const readings = ({ nodes }: Tape): readonly string[] =>
  nodes.flatMap((node, slot) =>
    node.tag === 'Apply' ? node.args.map(arg => `${arg} ${slot}`) : [],
  )

const directions = fc.constantFrom<Direction>('TB', 'BT', 'LR', 'RL')
const drawables: fc.Arbitrary<Drawable> = fc.oneof(programs, recordings)

describe('of any program or recording', () => {
  test('Mermaid has a node with name, type and kind for each node, and an arrow for each reading', () => {
    fc.assert(
      fc.property(drawables, directions, (drawable, direction) => {
        const tape = tapeOf(drawable)
        const chart = parseFlowchart(toMermaid(drawable, { direction }))
        expect(chart.direction).toBe(direction)
        tape.nodes.forEach((node, slot) => {
          const drawn = chart.nodes.get(`n${slot}`)
          expect(drawn?.kind).toBe(kinds[node.tag])
          expect(drawn?.lines[1]).toBe(typeOf(node))
          if (node.tag === 'Apply') expect(drawn?.lines[0]?.split(' ')[0]).toBe(node.op.name)
        })
        expect(chart.nodes.size).toBe(tape.nodes.length)
        expect(chart.arrows.map(({ from, to }) => `${from.slice(1)} ${to.slice(1)}`)).toEqual(
          readings(tape),
        )
        expect(new Set(chart.outputs)).toEqual(new Set(tape.outputs.map(slot => `n${slot}`)))
      }),
      { numRuns: 60 },
    )
  })

  test('DOT is read by Graphviz', () => {
    fc.assert(
      fc.property(drawables, directions, (drawable, direction) => {
        expect(readDot(toDot(drawable, { direction }))).toContain(`rankdir=${direction}`)
      }),
      { numRuns: 60 },
    )
  })

  test('Graphviz draws every node of it with its type, and every arrow', () => {
    fc.assert(
      fc.property(drawables, drawable => {
        const tape = tapeOf(drawable)
        const { nodes, arrows } = drawDot(toDot(drawable))
        tape.nodes.forEach((node, slot) => {
          expect(nodes.get(`n${slot}`)?.kind).toBe(kinds[node.tag])
          expect(nodes.get(`n${slot}`)?.lines).toContain(typeOf(node))
        })
        expect(arrows.map(({ name }) => name.replace(/^n(\d+)->n(\d+)$/, '$1 $2')).sort()).toEqual(
          [...readings(tape)].sort(),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('SVG is XML with a group for each node, and an arrow with a head for each reading', () => {
    fc.assert(
      fc.property(drawables, directions, (drawable, direction) => {
        const tape = tapeOf(drawable)
        const root = parseXml(toSvg(drawable, { direction }))
        expect(root.attributes.xmlns).toBe('http://www.w3.org/2000/svg')
        const groups = all(root).filter(({ name }) => name === 'g')
        expect(groups.map(({ attributes }) => attributes.class?.split(' ')[0])).toEqual(
          tape.nodes.map(({ tag }) => kinds[tag]),
        )
        groups.forEach((group, slot) => {
          expect(textsOf(group)).toContain(typeOf(tape.nodes[slot] as Tape['nodes'][number]))
        })
        expect(withClass(root, 'arrow')).toHaveLength(readings(tape).length)
        expect(withClass(root, 'head')).toHaveLength(readings(tape).length)
      }),
      { numRuns: 30 },
    )
  })

  test('the same picture comes out again', () => {
    fc.assert(
      fc.property(drawables, drawable => {
        for (const draw of [toMermaid, toDot, toSvg]) expect(draw(drawable)).toBe(draw(drawable))
      }),
      { numRuns: 20 },
    )
  })
})

const textsOf = (group: Element): readonly string[] =>
  group.children.filter(({ name }) => name === 'text').map(({ text }) => text)

/** A name as a picture can show it: on one line, and U+FFFD for what is no character. */
const shown = (name: string): string =>
  name === ''
    ? 'input'
    : name
        .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
        .replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')

describe('a name of any characters', () => {
  test('is read back from Mermaid', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), paths => {
        const { nodes } = parseFlowchart(toMermaid(inputs(paths)))
        expect(paths.map((_, slot) => nodes.get(`n${slot}`)?.lines[0])).toEqual(paths.map(shown))
      }),
      { numRuns: 200 },
    )
  })

  test('is read back from what Graphviz draws', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), paths => {
        const { nodes } = drawDot(toDot(inputs(paths)))
        // Spaces are all alike to Graphviz.
        const spaced = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')
        expect(paths.map((_, slot) => spaced(nodes.get(`n${slot}`)?.lines[0]))).toEqual(
          paths.map(path => spaced(shown(path))),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('is read back from SVG', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), paths => {
        const groups = withClass(parseXml(toSvg(inputs(paths))), 'input')
        expect(groups.map(group => textsOf(group)[0])).toEqual(paths.map(shown))
      }),
      { numRuns: 200 },
    )
  })

  test('is shortened in the middle where SVG has no room, and whole in the tooltip', () => {
    const path = `params.${'long'.repeat(30)}.w`
    const [group] = withClass(parseXml(toSvg(inputs([path]))), 'input')
    expect(textsOf(group as Element)[0]).toMatch(/^params\.(long)+.*….*(long)+\.w$/)
    expect(group?.children.find(({ name }) => name === 'title')?.text).toBe(
      `%0 float32[] = ${path}`,
    )
    expect(toMermaid(inputs([path]))).toContain(path)
    expect(toDot(inputs([path]))).toContain(path)
  })
})

describe('a tape', () => {
  test('of many thousand nodes is drawn in every format', () => {
    const long = chain(20_000)
    expect(parseFlowchart(toMermaid(long)).nodes.size).toBe(20_001)
    expect(readDot(toDot(long)).match(/label="(x|sin)/g)).toHaveLength(20_001)
    const root = parseXml(toSvg(long))
    expect(withClass(root, 'operation')).toHaveLength(20_000)
    expect(withClass(root, 'arrow')).toHaveLength(20_000)
  })

  test('without any node is an empty picture', () => {
    const empty = { nodes: [], outputs: [] }
    expect(parseFlowchart(toMermaid(empty)).nodes.size).toBe(0)
    expect(drawDot(toDot(empty)).nodes.size).toBe(0)
    expect(parseXml(toSvg(empty)).attributes.width).toBe('24')
  })

  test('of a network shows the parameters by their places, and no values', () => {
    const lines = [...parseFlowchart(toMermaid(network())).nodes.values()].map(n => n.lines)
    expect(lines.map(([first]) => first)).toEqual(
      expect.arrayContaining(['params.layers[0].w', 'params.layers[1].b', 'images', 'labels']),
    )
    expect(lines.flat().some(line => /^(value|gradient) /.test(line))).toBe(false)
  })
})

describe('light and dark pages', () => {
  /** Relative luminance and contrast, WCAG 2.2. */
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map(i => {
      const c = Number.parseInt(colour.slice(i, i + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (light + 0.05) / (dark + 0.05)
  }
  const style = all(parseXml(toSvg(lab()))).find(({ name }) => name === 'style')?.text ?? ''
  const [light = '', dark = ''] = style.split('@media (prefers-color-scheme:dark)')

  test.each([
    ['light', light],
    ['dark', dark],
  ])('%s: text stands out from its box by 4.5 to 1', (_, sheet) => {
    const boxes = [...sheet.matchAll(/\.(?:input|constant|operation) rect\{fill:(#\w{6})/g)]
    const texts = [...sheet.matchAll(/(?:text|\.name|\.gradient|\.output)\{fill:(#\w{6})/g)]
    expect([boxes.length, texts.length]).toEqual([3, 4])
    for (const [, box = ''] of boxes)
      for (const [, text = ''] of texts) expect(contrast(box, text)).toBeGreaterThan(4.5)
  })

  test('arrows stand out from white and from black by 3 to 1', () => {
    const arrow = /\.arrow\{fill:none;stroke:(#\w{6})/.exec(style)?.[1] ?? ''
    expect(contrast(arrow, '#ffffff')).toBeGreaterThan(3)
    expect(contrast(arrow, '#0d1117')).toBeGreaterThan(3)
    expect(toDot(lab())).toContain(`color="${arrow}"`)
  })

  test('boxes of Mermaid and DOT bring their own colours for text', () => {
    expect(toMermaid(lab()).match(/classDef (input|operation) .*color:#1c2128/g)).toHaveLength(2)
    expect(toDot(lab())).toContain('fontcolor="#1c2128"')
    expect(toDot(lab())).toContain('bgcolor="transparent"')
  })
})
