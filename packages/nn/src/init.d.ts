/** Initial values of weights: what a layer of a given shape begins with. */
import { type FloatDType, type Key, type Shape, type Tensor } from '@miniflow/core';
/** Weights of a shape from a key. The last two axes are inputs and outputs, those before them a window. */
export type Initializer = <const S extends Shape, D extends FloatDType = 'float32'>(key: Key, shape: readonly [...S], options?: {
    readonly dtype?: D | undefined;
}) => Tensor<[...S], D>;
/**
 * Uniform on [-a, a) with a = sqrt(6 / (inputs + outputs)), which keeps the variance of values and
 * gradients level through layers with sigmoid or tanh (Glorot and Bengio 2010).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * glorotUniform(random.key(0), [784, 10]).shape // => 784,10
 */
export declare const glorotUniform: Initializer;
/**
 * Normal with mean 0 and variance 2 / inputs, which keeps the variance level through layers with relu
 * (He, Zhang, Ren and Sun 2015).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * heNormal(random.key(0), [784, 10]).shape // => 784,10
 */
export declare const heNormal: Initializer;
/**
 * Normal with mean 0 and variance 2 / (inputs + outputs), as `glorotUniform` with tails (Glorot and
 * Bengio 2010).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * glorotNormal(random.key(0), [784, 10]).shape // => 784,10
 */
export declare const glorotNormal: Initializer;
/**
 * Uniform on [-a, a) with a = sqrt(6 / inputs), as `heNormal` without tails (He, Zhang, Ren and Sun
 * 2015).
 *
 * Throws `ShapeError` for a shape without inputs and outputs.
 * @example
 * heUniform(random.key(0), [784, 10]).shape // => 784,10
 */
export declare const heUniform: Initializer;
/**
 * Orthonormal columns or, where there are more columns than rows, orthonormal rows: the Q of a normal
 * matrix, which keeps lengths, for the state of recurrent cells (Saxe, McClelland and Ganguli 2014).
 *
 * Throws `ShapeError` for a shape that is not [inputs, outputs].
 * @example
 * const q = orthogonal(random.key(0), [3, 2])
 * lessEqual(abs(sub(matmul(transpose(q), q), eye(2))), 1e-6) // => [[true, true], [true, true]]
 */
export declare const orthogonal: Initializer;
/**
 * Zeros, as biases begin. The key is there so that all initialisers are called alike.
 * @example
 * zeros(random.key(0), [2]) // => [0, 0]
 */
export declare const zeros: Initializer;
