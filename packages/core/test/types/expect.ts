/** Exact equality of types, for the files that only the compiler runs. */

type Equal<A, B> =
  (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false

/** `is<T>()(x)` is `true` when x has exactly the type T; `any` is equal to `any` only. */
export declare const is: <T>() => <U>(x: U) => Equal<T, U>
