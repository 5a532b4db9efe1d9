import { maxSearchValueLength, type SearchKey } from '@mediary/contract/channels/search-keys'
import { patternError } from '../../platform/patterns/pattern.ts'
import { type MessageText, readContentLabels } from '../../platform/text/message-text.ts'
import { readContent } from './content.ts'
import { compileFhirIdentifiers } from './fhir-identifiers.ts'
import { compileHl7Field } from './hl7-field.ts'
import { compileJsonPath, JsonNumber, parseJsonDocuments, scalarText } from './json.ts'
import { compileXPath } from './xpath.ts'

/** One side of a transaction as it is recorded. Headers: name, value, name, value … */
type RecordedSide = { headers: string[]; query: string; body: Uint8Array | undefined }

type KeyValue = { name: string; value: string; hashed: boolean }

/** Extracts the values of a channel's search keys from a record. Never throws: a body that cannot be read has no values. */
type Extract = (sides: { request: RecordedSide; response: RecordedSide }) => KeyValue[]

type Read = (side: RecordedSide, text: () => MessageText) => unknown[]

const maxValuesPerKey = 1_000
const maxValues = 5_000

/** Throws PatternError when a key cannot be read. */
export function compileSearchKey({ by, expression }: SearchKey): Read {
  if (by !== 'fhir-identifier' && !expression) throw patternError('empty')
  switch (by) {
    case 'json-path': {
      if (!expression.startsWith('$')) throw patternError('json-path-without-root')
      const read = compileJsonPath(expression)
      return (_side, text) => parseJsonDocuments(text().root, read).flat()
    }
    case 'xpath': {
      const read = compileXPath(expression)
      return (_side, text) => read(text().root)
    }
    case 'hl7-field': {
      const read = compileHl7Field(expression)
      return (_side, text) => read(text().whole)
    }
    case 'fhir-identifier': {
      const read = compileFhirIdentifiers(expression)
      return (_side, text) => read(text().root)
    }
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
  return (sides) => {
    const texts = { request: readOnce(sides.request), response: readOnce(sides.response) }
    return readers
      .flatMap(({ key, read }) => extractValues(key, () => read(sides[key.from], texts[key.from])))
      .slice(0, maxValues)
  }
}

/** The text is read when the first key needs it. Throws when there is none. */
function readOnce({ body, headers }: RecordedSide): () => MessageText {
  let text: MessageText | undefined
  return () => {
    text ??= body && readContent(body, readContentLabels(headers))
    if (!text) throw new Error('The body has no text that can be read')
    return text
  }
}

function extractValues({ name, hashed }: SearchKey, read: () => unknown[]): KeyValue[] {
  try {
    const found = read().flatMap((value) => (isIndexed(value) ? [(scalarText(value) ?? '').trim()] : []))
    const values = [...new Set(found)].filter((value) => value && value.length <= maxSearchValueLength)
    return values.slice(0, maxValuesPerKey).map((value) => ({ name, value, hashed }))
  } catch {
    return []
  }
}

const isIndexed = (value: unknown) =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof JsonNumber
