/** A module that does not load. */
throw new Error('no such thing')
