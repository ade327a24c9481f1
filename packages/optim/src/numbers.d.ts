/** Numbers by name; from JavaScript, anything may stand in their place. */
type Numbers = {
    readonly [name: string]: number;
};
export declare const checkNumbers: (where: string, numbers: Numbers, holds: (x: number) => boolean, expected: string) => void;
export declare const finite: (where: string, numbers: Numbers) => void;
export declare const positive: (where: string, numbers: Numbers) => void;
export declare const notNegative: (where: string, numbers: Numbers) => void;
/** A share that is kept from step to step. */
export declare const fraction: (where: string, numbers: Numbers) => void;
/** A count of something, `from` at least. */
export declare const count: (where: string, numbers: Numbers, from?: number) => void;
export {};
