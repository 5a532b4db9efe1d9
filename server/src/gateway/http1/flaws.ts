/** A flaw of a message of HTTP/1.1. `length`: its Content-Length is none; `lengths`: it has two, or one beside chunks. */
export type Flaw =
  | 'start-line'
  | 'method'
  | 'header'
  | 'space-before-colon'
  | 'too-large'
  | 'length'
  | 'lengths'
  | 'chunk'

/** The function that makes the error of a flaw, which a reader throws. */
export type ToError = (flaw: Flaw) => Error
