/** The lab's f = x*y + x*z at (3, 4, -5) in every format, as it stands in the documentation. */
import { toDot, toMermaid, toSvg } from '@miniflow/draw'
import { describe, expect, test } from 'vitest'
import { lab } from './support/programs.js'

describe('the values -3, 12, -15 and the gradients -1, 3, 3, 1 of the lab', () => {
  test('as Mermaid', () => {
    expect(toMermaid(lab())).toMatchInlineSnapshot(`
      "flowchart TB
        n5["add<br/>float32[]<br/>value -3<br/>gradient 1<br/>output"]:::operation
        n4["mul<br/>float32[]<br/>value -15<br/>gradient 1"]:::operation
        n3["mul<br/>float32[]<br/>value 12<br/>gradient 1"]:::operation
        n2("z<br/>float32[]<br/>value -5<br/>gradient 3"):::input
        n1("y<br/>float32[]<br/>value 4<br/>gradient 3"):::input
        n0("x<br/>float32[]<br/>value 3<br/>gradient -1"):::input
        n0 --> n3
        n1 --> n3
        n0 --> n4
        n2 --> n4
        n3 --> n5
        n4 --> n5
        classDef input fill:#e3f0ff,stroke:#4a90d9,color:#1c2128,rx:14,ry:14
        classDef operation fill:#fff6e0,stroke:#d4a13a,color:#1c2128
        classDef output stroke:#116329,stroke-width:3px
        class n5 output"
    `)
  })

  test('as DOT', () => {
    expect(toDot(lab())).toMatchInlineSnapshot(`
      "digraph tape {
        graph [rankdir=TB, bgcolor="transparent"]
        node [shape=box, fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="#1c2128"]
        edge [fontname="Helvetica,Arial,sans-serif", fontsize=11, fontcolor="#7d8590", color="#7d8590", arrowsize=0.7]
        n0 [label="x\\nfloat32[]\\nvalue 3\\ngradient -1", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n1 [label="y\\nfloat32[]\\nvalue 4\\ngradient 3", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n2 [label="z\\nfloat32[]\\nvalue -5\\ngradient 3", class=input, style="filled,rounded", fillcolor="#e3f0ff", color="#4a90d9"]
        n3 [label="mul\\nfloat32[]\\nvalue 12\\ngradient 1", class=operation, style=filled, fillcolor="#fff6e0", color="#d4a13a"]
        n4 [label="mul\\nfloat32[]\\nvalue -15\\ngradient 1", class=operation, style=filled, fillcolor="#fff6e0", color="#d4a13a"]
        n5 [label="add\\nfloat32[]\\nvalue -3\\ngradient 1\\noutput", class=operation, style=filled, fillcolor="#fff6e0", color="#116329", penwidth=3]
        n0 -> n3
        n1 -> n3
        n0 -> n4
        n2 -> n4
        n3 -> n5
        n4 -> n5
      }"
    `)
  })

  test('as SVG', () => {
    expect(toSvg(lab()).replace(/<style>.*<\/style>/, '<style/>')).toMatchInlineSnapshot(`
      "<svg xmlns="http://www.w3.org/2000/svg" class="miniflow-tape" role="img" aria-label="A tape of 6 nodes" width="361" height="382" viewBox="0 0 361 382">
      <style/>
      <path class="arrow" d="M177 93C177 117 78.5 117 78.5 141"/><path class="head" d="M78.5 141L75.3 134L81.7 134Z"/>
      <path class="arrow" d="M58.5 93C58.5 117 58.5 117 58.5 141"/><path class="head" d="M58.5 141L55.3 134L61.7 134Z"/>
      <path class="arrow" d="M177 93C177 117 279 117 279 141"/><path class="head" d="M279 141L275.8 134L282.2 134Z"/>
      <path class="arrow" d="M299 93C299 117 299 117 299 141"/><path class="head" d="M299 141L295.8 134L302.2 134Z"/>
      <path class="arrow" d="M66.5 222C66.5 246 166.8 246 166.8 270"/><path class="head" d="M166.8 270L163.6 263L170 263Z"/>
      <path class="arrow" d="M291 222C291 246 190.8 246 190.8 270"/><path class="head" d="M190.8 270L187.6 263L194 263Z"/>
      <g class="input" transform="translate(127 12)"><title>%0 float32[] = x</title><rect width="100" height="81" rx="14"/><text class="title" x="50" y="19" text-anchor="middle">x</text><text class="detail" x="50" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.5" y="56">value</text><text class="value" x="74.1" y="56">3</text><text class="name" x="12.5" y="72">gradient</text><text class="gradient" x="74.1" y="72">-1</text></g>
      <g class="input" transform="translate(12 12)"><title>%1 float32[] = y</title><rect width="93" height="81" rx="14"/><text class="title" x="46.5" y="19" text-anchor="middle">y</text><text class="detail" x="46.5" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.3" y="56">value</text><text class="value" x="74" y="56">4</text><text class="name" x="12.3" y="72">gradient</text><text class="gradient" x="74" y="72">3</text></g>
      <g class="input" transform="translate(249 12)"><title>%2 float32[] = z</title><rect width="100" height="81" rx="14"/><text class="title" x="50" y="19" text-anchor="middle">z</text><text class="detail" x="50" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.5" y="56">value</text><text class="value" x="74.1" y="56">-5</text><text class="name" x="12.5" y="72">gradient</text><text class="gradient" x="74.1" y="72">3</text></g>
      <g class="operation" transform="translate(16.5 141)"><title>%3 float32[] = mul</title><rect width="100" height="81" rx="5"/><text class="title" x="50" y="19" text-anchor="middle">mul</text><text class="detail" x="50" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.5" y="56">value</text><text class="value" x="74.1" y="56">12</text><text class="name" x="12.5" y="72">gradient</text><text class="gradient" x="74.1" y="72">1</text></g>
      <g class="operation" transform="translate(238 141)"><title>%4 float32[] = mul</title><rect width="106" height="81" rx="5"/><text class="title" x="53" y="19" text-anchor="middle">mul</text><text class="detail" x="53" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.1" y="56">value</text><text class="value" x="73.8" y="56">-15</text><text class="name" x="12.1" y="72">gradient</text><text class="gradient" x="73.8" y="72">1</text></g>
      <g class="operation result" transform="translate(128.8 270)"><title>%5 float32[] = add, output</title><rect width="100" height="100" rx="5"/><text class="title" x="50" y="19" text-anchor="middle">add</text><text class="detail" x="50" y="35" text-anchor="middle">float32[]</text><text class="name" x="12.5" y="56">value</text><text class="value" x="74.1" y="56">-3</text><text class="name" x="12.5" y="72">gradient</text><text class="gradient" x="74.1" y="72">1</text><text class="output" x="50" y="91" text-anchor="middle">output</text></g></svg>"
    `)
  })

  test('without them, the program alone', () => {
    expect(toMermaid(lab().tape)).toMatchInlineSnapshot(`
      "flowchart TB
        n5["add<br/>float32[]<br/>output"]:::operation
        n4["mul<br/>float32[]"]:::operation
        n3["mul<br/>float32[]"]:::operation
        n2("z<br/>float32[]"):::input
        n1("y<br/>float32[]"):::input
        n0("x<br/>float32[]"):::input
        n0 --> n3
        n1 --> n3
        n0 --> n4
        n2 --> n4
        n3 --> n5
        n4 --> n5
        classDef input fill:#e3f0ff,stroke:#4a90d9,color:#1c2128,rx:14,ry:14
        classDef operation fill:#fff6e0,stroke:#d4a13a,color:#1c2128
        classDef output stroke:#116329,stroke-width:3px
        class n5 output"
    `)
  })
})
