import { readHl7Field, readHl7Part, readHl7Segments, stripHl7, unescapeHl7 } from '@mediary/contract/channels/hl7'
import { patternError } from '../../platform/patterns/pattern.ts'

const syntax = /^([A-Z][A-Z0-9]{2})-([1-9]\d{0,2})(?:\.([1-9]\d?))?(?:\.([1-9]\d?))?$/

/**
 * Reads a field such as PID-3, PID-3.1 or PID-3.4.2 of HL7 v2: every repetition in every such segment of every message.
 * Throws PatternError.
 */
export function compileHl7Field(expression: string): (text: string) => string[] {
  const path = syntax.exec(expression)
  if (!path) throw patternError('not-an-hl7-field')
  const [, name, field, component, subcomponent] = path
  return (text) => {
    const payload = stripHl7(text)
    if (payload === undefined) return []
    return readHl7Segments(payload)
      .filter((segment) => segment.name === name)
      .flatMap((segment) => {
        const { delimiters } = segment
        return readHl7Field(segment, Number(field)).map((value) => {
          // The delimiters themselves are no values with parts or escapes.
          if (isDelimiters(segment.name, Number(field))) return value
          const inner = component ? readHl7Part(value, delimiters.component, Number(component)) : value
          const part = subcomponent ? readHl7Part(inner, delimiters.subcomponent, Number(subcomponent)) : inner
          return unescapeHl7(part, delimiters)
        })
      })
  }
}

const isDelimiters = (name: string, field: number) => field <= 2 && ['MSH', 'BHS', 'FHS'].includes(name)
