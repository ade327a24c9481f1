/** @miniflow/jit: tapes compiled to WebAssembly. */
export {}
