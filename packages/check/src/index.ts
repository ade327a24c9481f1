/** @miniflow/check: proof that a derivative is right. */
export * from './arbitrary/index.js'
