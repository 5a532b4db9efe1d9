// Turns the types of BSON into those of JSON.
import { ObjectId } from 'bson'

export type PlainDocument = Record<string, unknown>

/** MongoDB's own limit is 100. */
const maxDepth = 100

class TooDeep extends Error {}

/** Returns a document in which ids are hexadecimal text and times are ISO text; undefined when it is nested too deeply. */
export function toPlainDocument(content: object): PlainDocument | undefined {
  try {
    return toPlainObject(content, 1)
  } catch (error) {
    if (error instanceof TooDeep) return undefined
    throw error
  }
}

function toPlainObject(content: object, depth: number): PlainDocument {
  if (depth > maxDepth) throw new TooDeep()
  return Object.fromEntries(
    Object.entries(content)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, toPlainValue(value, depth)]),
  )
}

function toPlainValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) throw new TooDeep()
  if (Array.isArray(value)) return value.map((one) => toPlainValue(one, depth + 1))
  if (value instanceof ObjectId) return value.toHexString()
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : null
  if (value instanceof Uint8Array) return value
  if (value instanceof RegExp) return value.source
  if ('_bsontype' in value) return toPlainScalar(value)
  return toPlainObject(value, depth + 1)
}

/** Returns the value of a type that JSON does not have: 64-bit numbers, decimals, binary data, code and others. */
function toPlainScalar(value: object): unknown {
  if ('buffer' in value && value.buffer instanceof Uint8Array) return value.buffer
  if ('value' in value && typeof value.value !== 'object') return value.value
  return String(value)
}
