/** Running averages, which every step fade by a factor. */
import { type Tensor } from '@miniflow/core';
import { type State } from './leaves.js';
/** The average before the first gradient. */
export declare const noAverage: (name: string, params: unknown) => State;
/** decay average + (1 - decay) f(gradient), leaf by leaf. */
export declare const fade: <P>(name: string, decay: number, average: P, gradients: P, f?: (g: Tensor) => Tensor) => P;
