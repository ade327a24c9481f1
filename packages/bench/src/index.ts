/** Benchmarks of miniflow against tfjs. */
export {}
