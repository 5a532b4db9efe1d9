/** Reads JSON by paths. Numbers are compared and returned by their digits: a number of 18 digits is not rounded. */
import type { JSONPathEnvironment } from 'json-p3'
import { jsonPath } from '../../platform/libraries/libraries.ts'
import { patternError } from '../../platform/patterns/pattern.ts'

type Json = Parameters<ReturnType<JSONPathEnvironment['compile']>['query']>[0]

/** A number with the digits that the text gives it. */
export class JsonNumber {
  readonly value: number
  readonly digits: string

  constructor(value: number, digits: string) {
    this.value = value
    this.digits = digits
  }
}

/** Parses JSON; every number becomes a JsonNumber. */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, (_key: string, value: unknown, context?: { source: string }) =>
    typeof value === 'number' ? new JsonNumber(value, context?.source ?? String(value)) : value,
  )

/** Parses one document, or a document on each line (ndjson). */
export function parseJsonDocuments<T>(text: string, parse: (text: string) => T): T[] {
  try {
    return [parse(text)]
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    if (lines.length < 2) throw error
    return lines.map(parse)
  }
}

/** Returns a scalar as text; undefined for an object or a list. */
export function scalarText(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return value.digits
  return typeof value === 'object' && value !== null ? undefined : String(value)
}

/** Compares a value with a text. A number also equals the text of its value when no digit is lost in it: 1.0 is 1. */
export function equalsText(value: unknown, text: string): boolean {
  if (!(value instanceof JsonNumber)) return value !== undefined && String(value) === text
  if (value.digits === text) return true
  return value.digits.replace(/\D/g, '').length <= maxExactDigits && String(value.value) === text
}

// Every decimal of so many digits is told apart from its neighbours as a double.
const maxExactDigits = 15

const maxDescendants = 1

/** RFC 9535. Throws PatternError for a path that cannot be run safely on any document. */
export function compileJsonPath(path: string): (text: string) => unknown[] {
  if (path.split('..').length > maxDescendants + 1) throw patternError('repeated-descent')
  const environment = new (jsonPath().JSONPathEnvironment)()
  // They run patterns, some of them taken from the body, on an engine that can be made to run away.
  environment.functionRegister.delete('match')
  environment.functionRegister.delete('search')
  try {
    const query = environment.compile(path)
    return (text) => {
      const document: Json = JSON.parse(text)
      const nodes = [...query.query(document)]
      if (!nodes.some(({ value }) => typeof value === 'number')) return nodes.map(({ value }) => value)
      const exact = parseExactJson(text)
      return nodes.map(({ value, location }) => (typeof value === 'number' ? follow(exact, location) : value))
    }
  } catch (error) {
    throw patternError('not-a-json-path', {}, { cause: error })
  }
}

const propertyPathSyntax = /^\.?(?:[^.[\]]+|\[\w+\])(?:\.[^.[\]]+|\[\w+\])*$/

/** OpenHIM's property path `a.b[0].c`. Throws PatternError. */
export function compilePropertyPath(path: string): (text: string) => unknown {
  if (!propertyPathSyntax.test(path)) throw patternError('not-a-property-path')
  const keys = path.match(/[^.[\]]+/g) ?? []
  return (text) => follow(parseExactJson(text), keys)
}

function follow(document: unknown, keys: readonly (string | number)[]): unknown {
  let node = document
  for (const key of keys) {
    if (!isObject(node) || !Object.hasOwn(node, key)) return undefined
    node = node[key]
  }
  return node
}

const isObject = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof JsonNumber)
