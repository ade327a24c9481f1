/**
 * New parameters: each plus its update. The old ones stay as they are.
 *
 * Throws `TreeError` when the two trees differ, `ShapeError` or `DTypeError` when two leaves do.
 * @example
 * applyUpdates({ w: tensor([1, 2]) }, { w: tensor([10, 20]) }).w // => [11, 22]
 */
export declare const applyUpdates: <P>(params: P, updates: P) => P;
