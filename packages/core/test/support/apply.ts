/** Applying an operation, of which the laws are; under jit this module is another. */
export { apply } from '../../src/tape/record.js'
