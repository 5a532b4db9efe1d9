import { isUtf8 } from 'node:buffer'

/**
 * Returns the reason phrase as Node writes it: each character is a byte. Node's own phrase for the status stands in for one
 * that is no text.
 */
export function readReasonPhrase(reason: string | undefined): string | undefined {
  if (reason === undefined || ascii.test(reason)) return reason
  return isUtf8(Buffer.from(reason, 'latin1')) ? reason : undefined
}

const ascii = /^[\t\x20-\x7e]*$/
