// What may stand in a message that is written (RFC 9110 §5). Anything else could end a line, and begin another message.

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// A character above U+00FF would be cut to one byte, and that byte could be a line feed.
const notInValue = /[^\t\x20-\x7e\x80-\xff]/

/** Returns true for the name of a header, and for a method. */
export const isToken = (text: string) => token.test(text)

/** Returns true for the value of a header, and for a reason phrase. */
export const isFieldValue = (text: string) => !notInValue.test(text)

/** Returns the length that a Content-Length header says, or undefined when it is none. */
export const toLength = (value: string) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined)
