/** The program that learns to read handwritten digits. */
export {}
