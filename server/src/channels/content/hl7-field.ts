import { PatternFault } from '../../platform/patterns/pattern.ts'

const syntax = /^([A-Z][A-Z0-9]{2})-([1-9]\d{0,2})(?:\.([1-9]\d?))?(?:\.([1-9]\d?))?$/

/** Reads a field such as PID-3, PID-3.1 or PID-3.4.2 of an HL7 v2 message: every repetition in every such segment. */
export function compileHl7Field(expression: string): (message: string) => string[] {
  const parts = syntax.exec(expression)
  if (!parts) throw new PatternFault('it is not a field such as PID-3, PID-3.1 or PID-3.4.2')
  const [, segment = '', field, component, subcomponent] = parts
  return (message) => {
    // MLLP frames a message with a vertical tab, which is white space too.
    const text = message.trimStart()
    if (!text.startsWith('MSH')) return []
    // MSH-1 and MSH-2 say which signs separate fields, components, repetitions and subcomponents, and which escapes them.
    const [fields = '|', components = '^', repetitions = '~', escapeSign = '\\', subcomponents = '&'] = text.slice(3, 8)
    // MSH-1 is the separator itself, so that the fields of MSH count one further.
    const index = Number(field) - (segment === 'MSH' ? 1 : 0)
    const pick = (value: string, sign: string, n: string | undefined) =>
      n === undefined ? value : (value.split(sign)[Number(n) - 1] ?? '')
    return text
      .split(/\r\n|\r|\n/)
      .filter((line) => line.startsWith(segment + fields))
      .flatMap((line) => (line.split(fields)[index] ?? '').split(repetitions))
      .map((value) => pick(pick(value, components, component), subcomponents, subcomponent))
      .map((value) => unescapeHl7(value, { fields, components, repetitions, escapeSign, subcomponents }))
  }
}

type Signs = Record<'fields' | 'components' | 'repetitions' | 'escapeSign' | 'subcomponents', string>

function unescapeHl7(value: string, { fields, components, repetitions, escapeSign, subcomponents }: Signs) {
  const meanings: Record<string, string> = { F: fields, S: components, R: repetitions, E: escapeSign, T: subcomponents }
  const pieces = value.split(escapeSign)
  // Between two escapeSign signs stands what is meant.
  return pieces.map((piece, i) => (i % 2 === 1 ? (meanings[piece] ?? '') : piece)).join('')
}
