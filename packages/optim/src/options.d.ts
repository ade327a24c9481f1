/** What was given, in a few words. */
export declare const shown: (x: unknown) => string;
/** The options as they are; what must be among them is for the caller to check. */
export declare const optionsIn: <O extends object>(where: string, options: O | undefined, known: readonly (keyof O & string)[]) => O;
