// Parsed, a long identifier would be rounded and 1.0 become 1: what is shown or compared of JSON keeps its numbers as they
// were written. They pass through the parser as texts with this mark.
// RFC 8259 §6: what only looks like a number stays, and is refused by the parser.
const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const numberMark = '\\u0000number '

export const maskNumbers = (body: string) =>
  body.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    isNumber.test(token) ? `"${numberMark}${token}"` : token,
  )

export const restoreNumbers = (text: string) => text.replace(/"\\u0000number ([^"]*)"/g, '$1')
