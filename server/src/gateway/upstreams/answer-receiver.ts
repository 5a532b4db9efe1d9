/** Receives the answer of an upstream, part by part. Lists of headers are flat: name, value, name, value … */
export type AnswerReceiver = {
  /** Takes an informational answer (RFC 9110 §15.2). Each character of a text is a byte. */
  inform: (status: number, reason: string | undefined, headers: readonly string[]) => void
  /** Takes the head of the final answer. */
  start: (status: number, reason: string | undefined, headers: readonly string[]) => void
  /** Returns a promise when the next chunk must wait for it. */
  data: (chunk: Buffer) => Promise<unknown> | undefined
  trailers: (headers: readonly string[]) => void
}
