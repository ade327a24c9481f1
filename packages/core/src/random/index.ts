/** Random numbers from splittable keys: the same key gives the same bits, everywhere. */
export { categorical, permutation, randint } from './choice.js'
export { bernoulli, bits, normal, truncatedNormal, uniform } from './draw.js'
export { foldIn, type Key, type Keys, key, split } from './key.js'
