/** Pictures of miniflow tapes: Mermaid, DOT and SVG. */
export {}
