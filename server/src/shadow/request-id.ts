const maxLength = 200

/** Returns the id that a proxy gave a request, from its recorded headers: a flat list. */
export const findRequestId = (headers: readonly string[]): string | undefined =>
  toRequestId(headers.find((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === 'x-request-id'))

/** Returns an id that can be stored and compared; undefined when there is none. */
export const toRequestId = (text: string | undefined) => (text && text.length <= maxLength ? text : undefined)
