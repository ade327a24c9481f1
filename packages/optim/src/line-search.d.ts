/**
 * A step along a ray that satisfies the strong Wolfe conditions (Nocedal and Wright, Numerical
 * Optimization, 2006, algorithms 3.5 and 3.6).
 */
/** The function at a step along the ray; a value that is not finite is Infinity. */
export interface Trial<A> {
    readonly step: number;
    readonly value: number;
    readonly slope: number;
    readonly point: A;
}
export interface Search<A> {
    /** Whether `trial` satisfies the conditions; else it is the lowest there was, perhaps the start. */
    readonly found: boolean;
    readonly trial: Trial<A>;
    readonly evaluations: number;
}
/**
 * Searches from `start`, whose step is 0 and whose slope is below 0, with `first` as the first step.
 * `slack` is what rounding may add to a value: close to a minimum values are equal to rounding while
 * slopes still tell (Hager and Zhang 2005).
 */
export declare const strongWolfe: <A>(along: (step: number) => Trial<A>, start: Trial<A>, first: number, slack: number) => Search<A>;
