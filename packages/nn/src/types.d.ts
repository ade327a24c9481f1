/** The agreement of dimensions in types: known ones must be equal, unknown ones pass. */
import type { Shape } from '@miniflow/core';
/** The text of a mismatch, placed on the argument that does not fit, so that the compiler prints it. */
export interface ShapeMismatch<M extends string> {
    readonly shapeError: M;
}
/** Assignable to one another exactly when the arguments are the same type; decided for type parameters too. */
type Mark<T> = <X>() => X extends T ? 1 : 2;
/** Nothing where two dimensions may be equal, else the text. */
export type Agree<A extends number, B extends number, M extends string> = Mark<A> extends Mark<B> ? unknown : number extends A ? unknown : number extends B ? unknown : A extends B ? unknown : ShapeMismatch<M>;
/** Nothing where two shapes may be equal, else the text. */
export type AgreeAll<A extends Shape, B extends Shape, M extends string> = Mark<A> extends Mark<B> ? unknown : number extends A['length'] | B['length'] ? unknown : A extends readonly [infer H extends number, ...infer T extends Shape] ? B extends readonly [infer G extends number, ...infer U extends Shape] ? unknown extends Agree<H, G, M> ? AgreeAll<T, U, M> : ShapeMismatch<M> : ShapeMismatch<M> : B extends readonly [] ? unknown : ShapeMismatch<M>;
type Dims<S extends Shape> = S extends readonly [infer H extends number, ...infer T extends Shape] ? `${H}${T extends readonly [] ? '' : `, ${Dims<T>}`}` : '';
/** A shape as text. */
export type Show<S extends Shape> = `[${Dims<S>}]`;
/** Rows of shape L with K numbers each; unknown when their rank is unknown. */
export type Rows<L extends Shape, K extends number> = number extends L['length'] ? any : [...L, K];
export {};
