/** Which tests of core, nn and optim do not run under jit, each with its reason. */

export interface LeftOut {
  /** A test file or a folder, under `packages`. */
  readonly where: string
  /** The beginnings of the names of tests, their suites' names first; without them all is left out. */
  readonly tests?: readonly string[]
  readonly reason: string
}

export const leftOut: readonly LeftOut[] = [
  // ---- nothing is computed
  { where: 'core/test/types', reason: 'it asks the compiler of TypeScript' },
  { where: 'nn/test/types.test.ts', reason: 'it asks the compiler of TypeScript' },
  {
    where: 'core/test/docs.test.ts',
    tests: ['the examples of the docstrings compile'],
    reason: 'it asks the compiler of TypeScript',
  },
  {
    where: 'nn/test/examples.test.ts',
    tests: ['the examples of the docstrings compile'],
    reason: 'it asks the compiler of TypeScript',
  },
  {
    where: 'optim/test/examples.test.ts',
    tests: ['the examples of the docstrings compile'],
    reason: 'it asks the compiler of TypeScript',
  },
  // ---- about what core's own code does
  { where: 'core/test/kernel', reason: "it calls core's kernels" },
  { where: 'core/test/coverage', reason: "it writes the page of what core's kernels can do" },
  { where: 'core/test/mutation', reason: "it plants faults into core's rules and kernels" },
  {
    where: 'core/test/data/filled.test.ts',
    tests: ['many equal numbers are known as that number'],
    reason:
      'it looks at how core holds a tensor of equal numbers, which results of programs are not',
  },
  {
    where: 'core/test/transform/trace.test.ts',
    tests: [
      'trace writes what a gradient computes',
      'trace writes what the second derivative of tanh computes',
    ],
    reason: 'of a jitted function the tape shows one node',
  },
  // ---- values are read while they are recorded, which jit refuses
  {
    where: 'core/test/composition/foreign.test.ts',
    tests: [
      'with like, a function that reads values has its derivatives',
      'forward rules have it too',
    ],
    reason: 'it reads values inside of f',
  },
  {
    where: 'core/test/data/equality.test.ts',
    tests: ['two tensors are equal by value while they are recorded'],
    reason: 'it reads values inside of f',
  },
  {
    where: 'core/test/errors/functions.test.ts',
    tests: ['functions under a transformation that give a number'],
    reason: 'it reads values inside of f',
  },
  {
    where: 'core/test/transform/tracer.test.ts',
    tests: [
      'a value read while only shapes are known is the plain value under grad, vjp and jvp, so that if and while work',
    ],
    reason: 'it reads values inside of f',
  },
  {
    where: 'optim/test/minimize.test.ts',
    tests: ['minimize is a constant for what is differentiated around it'],
    reason: 'minimize reads values, inside of f here',
  },
  {
    where: 'core/test/composition/cond.test.ts',
    tests: [
      'a choice is one of its branches and the other is not run where the predicate is known',
    ],
    reason: 'both branches are traced, since the predicate is not known',
  },
  // ---- arguments are refused by their values
  {
    where: 'core/test/errors/classes.test.ts',
    tests: ['random ranges that are none'],
    reason: 'the range of a probability is looked at where its value is known',
  },
  {
    where: 'core/test/misuse/misuse.test.ts',
    tests: ['misuse what is accepted is accepted on purpose'],
    reason: 'the range of a probability is looked at where its value is known',
  },
  {
    where: 'nn/test/classification.test.ts',
    tests: ['crossEntropyWithSoftmax refuses labels outside of the classes'],
    reason: 'the sum of a row of labels is looked at where its value is known',
  },
  // ---- what f does and gives beside tensors
  {
    where: 'core/test/transform/grad.test.ts',
    tests: [
      'hasAux brings what f returns beside the loss',
      'hasAux brings it out of the recording: it can be used, and read, afterwards',
    ],
    reason: 'a jitted function gives tensors alone, and no text beside them',
  },
  {
    where: 'core/test/transform/vjp.test.ts',
    tests: ['linearize runs f once, and gives a map that is linear'],
    reason: 'the switch compiles value and linear map as two programs',
  },
  // ---- debugNaN runs f as it is written, and names the line that calls: that of the switch
  { where: 'core/test/debug', reason: 'debugNaN runs f as it is written' },
  { where: 'core/test/transform/debug.test.ts', reason: 'debugNaN runs f as it is written' },
  {
    where: 'core/test/transform/scope.test.ts',
    tests: ['debugNaN tells the scope, of a value and of a derivative'],
    reason: 'debugNaN runs f as it is written',
  },
  { where: 'nn/test/debug.test.ts', reason: 'debugNaN runs f as it is written' },
  { where: 'optim/test/debug.test.ts', reason: 'debugNaN runs f as it is written' },
  // ---- a program of 150,000 operands is beyond what engines take: jit/test/front/large.test.ts
  {
    where: 'core/test/fn/numpy.test.ts',
    tests: ['shapes are joined, be they very many'],
    reason: 'it is compiled for long, and then runs as it is written',
  },
  // ---- rounding
  {
    where: 'core/test/laws/operations.test.ts',
    tests: [
      'every operation logSoftmax gives in float32 what it gives in float64',
      'every operation logsumexp gives in float32 what it gives in float64',
    ],
    reason:
      'a float32 logarithm beside a larger maximum is rounded as that is; core computes both in double precision',
  },
]

/** Whether all other tests run, and not a part of them. */
export const whole: boolean = process.env.MINIFLOW_JIT === 'whole'

/** Few tests that take many seconds: they run where all do. */
export const long: readonly string[] = [
  'core/test/programs/programs.test.ts',
  'core/test/transform/long.test.ts',
]

const isIn = (folder: string, file: string): boolean =>
  file === folder || file.startsWith(`${folder}/`)

/** The entries about a file, given by its path under `packages`. */
export const about = (file: string): readonly LeftOut[] =>
  leftOut.filter(({ where }) => isIn(where, file))
