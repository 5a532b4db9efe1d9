const maxLength = 200

/** Returns the id that a proxy gave a request, from its recorded headers: a flat list as JSON. */
export function findRequestId(headers: string): string | undefined {
  const list: string[] = JSON.parse(headers)
  return toRequestId(list.find((_, i) => i % 2 === 1 && list[i - 1]?.toLowerCase() === 'x-request-id'))
}

/** Returns an id that can be stored and compared; undefined when there is none. */
export const toRequestId = (text: string | undefined) => (text && text.length <= maxLength ? text : undefined)
