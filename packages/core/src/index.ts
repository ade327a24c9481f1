/** Functional, tape-based automatic differentiation with shape types. */
export {}
