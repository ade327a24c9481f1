/** @miniflow/check: proof that a derivative is right. */
export * from './arbitrary/index.js'
export * from './laws/index.js'
