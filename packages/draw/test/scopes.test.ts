/** Scopes are frames around their operations, and fold into a box each where there are many. */
import { grad, mul, scope, sin, sum, type Tape, type Tensor, tensor, trace } from '@miniflow/core'
import { type Direction, type DrawOptions, toDot, toMermaid, toSvg } from '@miniflow/draw'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Flowchart, parseFlowchart } from './support/flowchart.js'
import { drawDot, readDot } from './support/graphviz.js'
import { scoped, scopes } from './support/programs.js'
import { clashes, overlap, sceneOf, tidy, within } from './support/scene.js'
import { parseXml, withClass } from './support/xml.js'

const chartOf = (tape: Tape, options?: DrawOptions): Flowchart =>
  parseFlowchart(toMermaid(tape, options))

/** The frames around a node, outermost first. */
const pathOf = ({ frames }: Flowchart, node: string): readonly string[] => {
  const up = (id: string | undefined): readonly string[] =>
    id === undefined ? [] : [...up(frames.get(id)?.around), frames.get(id)?.title ?? '']
  return up([...frames].find(([, { nodes }]) => nodes.includes(node))?.[0])
}

/** A name as a picture can show it. */
const shown = (name: string): string =>
  name
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')

const partsOf = (path: string | undefined): readonly string[] =>
  path === undefined ? [] : path.split('/').map(shown)

const open: DrawOptions = { depth: Number.POSITIVE_INFINITY }

const directions = fc.constantFrom<Direction>('TB', 'BT', 'LR', 'RL')

describe('of any program with scopes', () => {
  test('every operation stands in the frames of its scope', () => {
    fc.assert(
      fc.property(scoped, tape => {
        const chart = chartOf(tape, open)
        for (const [slot, node] of tape.nodes.entries())
          if (node.tag === 'Apply') expect(pathOf(chart, `n${slot}`)).toEqual(partsOf(node.scope))
          else if (node.tag === 'Input') expect(pathOf(chart, `n${slot}`)).toEqual([])
        expect(chart.nodes.size).toBe(tape.nodes.length)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  test('a constant stands with those that read it', () => {
    fc.assert(
      fc.property(scoped, tape => {
        const chart = chartOf(tape, open)
        for (const [slot, node] of tape.nodes.entries())
          if (node.tag === 'Const') {
            const readers = tape.nodes.flatMap((other, at) =>
              other.tag === 'Apply' && other.args.includes(slot) ? [pathOf(chart, `n${at}`)] : [],
            )
            const path = pathOf(chart, `n${slot}`)
            for (const reader of readers) expect(reader.slice(0, path.length)).toEqual(path)
          }
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  test('every format shows the same frames, and is read by its reader', () => {
    fc.assert(
      fc.property(scoped, directions, fc.nat(3), (tape, direction, depth) => {
        const options = { direction, depth }
        const chart = chartOf(tape, options)
        const { clusters, nodes } = drawDot(toDot(tape, options))
        const root = parseXml(toSvg(tape, options))
        const count = chart.frames.size
        expect([clusters.length, withClass(root, 'scope').length]).toEqual([count, count])
        expect([...nodes.keys()].sort()).toEqual([...chart.nodes.keys()].sort())
        expect(readDot(toDot(tape, options))).toContain(`rankdir=${direction}`)
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  test('a folded picture says what is computed from what, without a circle', () => {
    fc.assert(
      fc.property(scoped, fc.nat(2), (tape, depth) => {
        const { arrows, nodes } = chartOf(tape, { depth })
        const froms = new Map<string, string[]>()
        for (const { from, to } of arrows) froms.set(to, [...(froms.get(to) ?? []), from])
        const done = new Set<string>()
        const visit = (id: string, below: readonly string[]): void => {
          expect(below).not.toContain(id)
          if (done.has(id)) return
          for (const from of froms.get(id) ?? []) visit(from, [...below, id])
          done.add(id)
        }
        for (const id of nodes.keys()) visit(id, [])
        // No operation is lost: those outside of folded blocks, and those that the blocks count.
        const folded = [...nodes.values()]
          .filter(({ kind }) => kind === 'block')
          .reduce((n, { lines }) => n + Number(/^(\d+) operations?$/.exec(lines[1] ?? '')?.[1]), 0)
        const single = [...nodes.values()].filter(({ kind }) => kind === 'operation').length
        expect(folded + single).toBe(tape.nodes.filter(({ tag }) => tag === 'Apply').length)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  test('nothing lies on anything else in SVG, and in a frame nothing but its own', () => {
    fc.assert(
      fc.property(scoped, directions, fc.nat(3), (tape, direction, depth) => {
        const scene = sceneOf(toSvg(tape, { direction, depth }))
        tidy(scene)
        const { frames, boxes, page } = scene
        for (const { frame, name } of frames) {
          expect(within(frame, page)).toBe(true)
          expect(within(name, frame)).toBe(true)
          expect(boxes.filter(box => overlap(box, name))).toEqual([])
          expect(boxes.filter(box => overlap(box, frame) && !within(box, frame))).toEqual([])
        }
        for (const [a, b] of clashes(frames.map(({ frame }) => frame)))
          expect(within(a, b) || within(b, a)).toBe(true)
        expect(clashes(frames.map(({ name }) => name))).toEqual([])
        const chart = chartOf(tape, { direction, depth })
        const deep = boxes.map(box => frames.filter(({ frame }) => within(box, frame)).length)
        expect([...deep].sort()).toEqual(
          [...chart.nodes.keys()].map(id => pathOf(chart, id).length).sort(),
        )
      }),
      { seed: 1, numRuns: 120 },
    )
  })
})

describe('a scope', () => {
  test('is a subgraph of Mermaid, one in the other', () => {
    expect(toMermaid(scopes(), { direction: 'LR' })).toMatchInlineSnapshot(`
      "flowchart LR
        n15["mul<br/>float32[]<br/>output"]:::operation
        n14["2<br/>float32[]"]:::constant
        n13["sum axes=[0,1]<br/>float32[]"]:::operation
        subgraph s0["encoder"]
        subgraph s2["layer2"]
        n12["sigmoid<br/>float32[5,2]"]:::operation
        n11["add<br/>float32[5,2]"]:::operation
        n10["broadcastTo axes=[0]<br/>float32[5,2]"]:::operation
        n9["matmul<br/>float32[5,2]"]:::operation
        end
        subgraph s1["layer1"]
        n8["sigmoid<br/>float32[5,4]"]:::operation
        n7["add<br/>float32[5,4]"]:::operation
        n6["broadcastTo axes=[0]<br/>float32[5,4]"]:::operation
        n5["matmul<br/>float32[5,4]"]:::operation
        end
        end
        n4("x<br/>float32[5,3]"):::input
        n3("second.w<br/>float32[4,2]"):::input
        n2("second.b<br/>float32[2]"):::input
        n1("first.w<br/>float32[3,4]"):::input
        n0("first.b<br/>float32[4]"):::input
        n4 -->|1| n5
        n1 -->|2| n5
        n0 --> n6
        n5 --> n7
        n6 --> n7
        n7 --> n8
        n8 -->|1| n9
        n3 -->|2| n9
        n2 --> n10
        n9 --> n11
        n10 --> n11
        n11 --> n12
        n12 --> n13
        n13 --> n15
        n14 --> n15
        classDef input fill:#e3f0ff,stroke:#4a90d9,color:#1c2128,rx:14,ry:14
        classDef constant fill:#eef0f2,stroke:#8c959f,color:#1c2128,stroke-dasharray:4 3
        classDef operation fill:#fff6e0,stroke:#d4a13a,color:#1c2128
        classDef output stroke:#116329,stroke-width:3px
        class n15 output
        classDef scope fill:none,stroke:#7d8590,color:#7d8590
        class s0 scope
        class s1 scope
        class s2 scope"
    `)
  })

  test('is a box where it is folded: its name, how much is in it, what it gives', () => {
    expect(toMermaid(scopes(), { depth: 0 })).toMatchInlineSnapshot(`
      "flowchart TB
        n15["mul<br/>float32[]<br/>output"]:::operation
        n14["2<br/>float32[]"]:::constant
        n13["sum axes=[0,1]<br/>float32[]"]:::operation
        b0[["encoder<br/>8 operations<br/>float32[5,2]"]]:::block
        n4("x<br/>float32[5,3]"):::input
        n3("second.w<br/>float32[4,2]"):::input
        n2("second.b<br/>float32[2]"):::input
        n1("first.w<br/>float32[3,4]"):::input
        n0("first.b<br/>float32[4]"):::input
        n4 --> b0
        n1 --> b0
        n0 --> b0
        n3 --> b0
        n2 --> b0
        b0 --> n13
        n13 --> n15
        n14 --> n15
        classDef input fill:#e3f0ff,stroke:#4a90d9,color:#1c2128,rx:14,ry:14
        classDef constant fill:#eef0f2,stroke:#8c959f,color:#1c2128,stroke-dasharray:4 3
        classDef operation fill:#fff6e0,stroke:#d4a13a,color:#1c2128
        classDef block fill:#efe7fb,stroke:#8a63d2,color:#1c2128
        classDef output stroke:#116329,stroke-width:3px
        class n15 output"
    `)
    expect(toDot(scopes(), { depth: 1 })).toMatchInlineSnapshot(`
      "digraph tape {
        graph [rankdir=TB, bgcolor="transparent"]
        node [shape=box, fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="#1c2128"]
        edge [fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="#7d8590", color="#7d8590", arrowsize=0.7]
        n0 [label="first.b\\nfloat32[4]", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n1 [label="first.w\\nfloat32[3,4]", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n2 [label="second.b\\nfloat32[2]", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n3 [label="second.w\\nfloat32[4,2]", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n4 [label="x\\nfloat32[5,3]", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        subgraph cluster_s0 { graph [label="encoder", style=rounded, color="#7d8590", fontcolor="#7d8590", fontname="Helvetica,Arial,sans-serif", fontsize=11]
        b0 [label="layer1\\n4 operations\\nfloat32[5,4]", class=block, style=filled, fillcolor="#efe7fb", color="#8a63d2", peripheries=2]
        b1 [label="layer2\\n4 operations\\nfloat32[5,2]", class=block, style=filled, fillcolor="#efe7fb", color="#8a63d2", peripheries=2]
        }
        n13 [label="sum axes=[0,1]\\nfloat32[]", class=operation, style=filled, fillcolor="#fff6e0", color="#d4a13a"]
        n14 [label="2\\nfloat32[]", class=constant, style="filled,dashed", fillcolor="#eef0f2", color="#8c959f"]
        n15 [label="mul\\nfloat32[]\\noutput", class=operation, style=filled, fillcolor="#fff6e0", color="#116329", penwidth=3]
        n4 -> b0
        n1 -> b0
        n0 -> b0
        b0 -> b1
        n3 -> b1
        n2 -> b1
        b1 -> n13
        n13 -> n15
        n14 -> n15
      }"
    `)
  })

  test('that is left and entered again is two blocks, so that arrows lead one way', () => {
    const a = scope('a', (x: Tensor) => sin(x))
    const tape = trace((x: Tensor) => a(mul(a(x), x)))(tensor(1))
    const { nodes, arrows } = chartOf(tape, { depth: 0 })
    expect([...nodes.values()].map(({ lines }) => lines[0])).toEqual(['a', 'mul', 'a', 'x'])
    expect(arrows.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      'b0 n2',
      'n0 b0',
      'n0 n2',
      'n2 b1',
    ])
  })

  test('has its backward pass as a block of its own', () => {
    const layer = scope('layer', (x: Tensor) => sin(sin(x)))
    const tape = trace(grad((x: Tensor) => sum(layer(x))))(tensor([1, 2]))
    const blocks = [...chartOf(tape, { depth: 0 }).nodes.values()].filter(
      ({ kind }) => kind === 'block',
    )
    expect(blocks.map(({ lines }) => lines)).toEqual([
      ['layer', '4 operations', 'float32[2]', 'output'],
      ['layer', '2 operations', '2 results'],
    ])
  })
})

describe('a large tape', () => {
  const block = (name: string, length: number) =>
    scope(name, (x: Tensor) => {
      let y = x
      for (let i = 0; i < length; i++) y = sin(y)
      return y
    })

  test('folds as far as gives sixty boxes at most, the inner scopes first', () => {
    const outer = (length: number) =>
      trace(scope('outer', (x: Tensor) => block('b', length)(mul(block('a', length)(x), 2))))(
        tensor(1),
      )
    const sizes = (tape: Tape): readonly number[] => [
      chartOf(tape).nodes.size,
      chartOf(tape).frames.size,
    ]
    expect(sizes(outer(28))).toEqual([59, 3])
    expect(sizes(outer(30))).toEqual([5, 1])
    const many = trace(scope('outer', (x: Tensor) => block('a', 70)(block('b', 70)(sin(x)))))
    expect(sizes(many(tensor(1)))).toEqual([4, 1])
  })

  test('without scopes stays as it is', () => {
    const tape = trace((x: Tensor) => {
      let y = x
      for (let i = 0; i < 100; i++) y = sin(y)
      return y
    })(tensor(1))
    expect(chartOf(tape).nodes.size).toBe(101)
  })

  test('of which more is open than layers take in is tidy, too', () => {
    const tape = trace((x: Tensor) => block('b', 300)(mul(block('a', 200)(x), 2)))(tensor(1))
    const { frames, boxes } = sceneOf(toSvg(tape, open))
    expect(boxes).toHaveLength(503)
    expect(clashes(frames.map(({ frame }) => frame))).toEqual([])
    for (const { frame } of frames)
      expect(boxes.filter(box => overlap(box, frame) && !within(box, frame))).toEqual([])
  })
})
