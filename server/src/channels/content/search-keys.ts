import { longestSearchValue, type SearchKey } from '@mediary/contract/channels/search-keys'
import { PatternFault } from '../../platform/patterns/pattern.ts'
import { compileJsonPath, compileXPath, maxContentBytes } from './content.ts'
import { compileHl7Field } from './hl7-field.ts'

/** What is recorded of one side of an exchange. Headers: name, value, name, value … */
export type RecordedSide = { headers: string[]; query: string; body: Uint8Array | undefined }

export type KeyValue = { name: string; value: string; hashed: boolean }

/** Takes the values of a channel's search keys out of what is recorded. Never throws: what cannot be read has no values. */
export type Extract = (sides: { request: RecordedSide; response: RecordedSide }) => KeyValue[]

type Read = (side: RecordedSide, text: () => string) => unknown[]

const maxValues = 20

/** Throws PatternFault when a key cannot be read. */
export function compileSearchKey({ by, expression }: SearchKey): Read {
  if (by !== 'fhir-identifier' && !expression) throw new PatternFault('it is empty')
  switch (by) {
    case 'json-path': {
      if (!expression.startsWith('$')) throw new PatternFault('it is not a JSON path: it must begin with $')
      const path = compileJsonPath(expression)
      return (_side, text) => path.all(JSON.parse(text()))
    }
    case 'xpath': {
      const strings = compileXPath(expression)
      return (_side, text) => strings(text())
    }
    case 'hl7-field': {
      const field = compileHl7Field(expression)
      return (_side, text) => field(text())
    }
    case 'fhir-identifier':
      return (_side, text) => readIdentifiers(JSON.parse(text()), expression)
    case 'header': {
      const name = expression.toLowerCase()
      return ({ headers }) => headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name)
    }
    case 'query-parameter':
      return ({ query }) => new URLSearchParams(query).getAll(expression)
  }
}

export function compileSearchKeys(keys: SearchKey[]): Extract {
  const readers = keys.map((key) => ({ key, read: compileSearchKey(key) }))
  return (sides) => readers.flatMap(({ key, read }) => extractValues(key, read, sides[key.from]))
}

function extractValues({ name, hashed }: SearchKey, read: Read, side: RecordedSide): KeyValue[] {
  const text = () => {
    if (!side.body || side.body.length > maxContentBytes) throw new Error('nothing to read')
    return new TextDecoder().decode(side.body)
  }
  try {
    const found = read(side, text).flatMap((value) =>
      typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : [],
    )
    const values = [...new Set(found)].filter((value) => value && value.length <= longestSearchValue)
    return values.slice(0, maxValues).map((value) => ({ name, value, hashed }))
  } catch {
    return []
  }
}

type Resource = { identifier?: unknown; entry?: unknown; resource?: unknown }
const toArray = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const toObject = (value: unknown): Resource & Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** `system|value` of a resource's identifiers, and of those in a bundle. */
function readIdentifiers(document: unknown, wanted: string): string[] {
  const root = toObject(document)
  const resources = [root, ...toArray(root.entry).map((entry) => toObject(toObject(entry).resource))]
  return resources.flatMap((resource) =>
    toArray(resource.identifier).flatMap((identifier) => {
      const { system, value } = toObject(identifier)
      if (typeof value !== 'string' || (wanted && system !== wanted)) return []
      return [`${typeof system === 'string' ? system : ''}|${value}`]
    }),
  )
}
