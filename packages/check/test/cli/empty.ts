/** A module without functions. */
export const nothing = 0
