/** @miniflow/nn: pure neural network functions on plain parameter records. */
export { accuracy, crossEntropy, crossEntropyWithSoftmax } from './classification.js'
export { glorotUniform, heNormal, type Initializer, zeros } from './init.js'
export { type Linear, linear } from './linear.js'
export { type Layer, type Mlp, type MlpOptions, type MlpParams, mlp } from './mlp.js'
export { binaryCrossEntropyWithLogits, huber, meanSquaredError } from './regression.js'
