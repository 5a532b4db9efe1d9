/**
 * The reason phrase as Node writes it: each character a byte. undici has read it as UTF-8; what was none cannot be told
 * any more, and Node's own phrase for the status stands in for it.
 */
export function readReasonPhrase(reason: string | undefined): string | undefined {
  if (reason === undefined || reason.includes('\ufffd')) return undefined
  const bytes = Buffer.from(reason).toString('latin1')
  return forbidden.test(bytes) ? undefined : bytes
}

// RFC 9112 §4. Node throws for them.
const forbidden = /[^\t\x20-\x7e\x80-\xff]/
