/** @miniflow/nn: pure neural network functions on plain parameter records. */
export { type Attention, type AttentionOptions, attention } from './attention.js';
export { accuracy, crossEntropy, crossEntropyWithSoftmax } from './classification.js';
export { type Dropout, dropout } from './dropout.js';
export { type Embedding, embedding } from './embedding.js';
export { glorotNormal, glorotUniform, heNormal, heUniform, type Initializer, orthogonal, zeros, } from './init.js';
export { type LayerNorm, type LayerNormOptions, layerNorm } from './layer-norm.js';
export { type Linear, linear } from './linear.js';
export { type Layer, type Mlp, type MlpOptions, type MlpParams, mlp } from './mlp.js';
export { type AttendOptions, type MultiHeadAttention, type MultiHeadAttentionOptions, type MultiHeadAttentionParams, multiHeadAttention, } from './multi-head-attention.js';
export { type CellOptions, type CellParams, type Gru, gru, type Lstm, type LstmState, lstm, } from './recurrent.js';
export { binaryCrossEntropyWithLogits, huber, meanSquaredError } from './regression.js';
