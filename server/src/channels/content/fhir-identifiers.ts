/** Finds the identifiers in a FHIR document: a resource, a bundle, Parameters, ndjson, in JSON or XML. */
import { JsonNumber, parseExactJson, parseJsonDocuments, scalarText } from './json.ts'
import { compileXPath } from './xpath.ts'

const maxObjects = 100_000
const identifierNames = ['identifier', 'valueIdentifier']

const isXml = (text: string) => /^\s*</.test(text)

/** Returns a reader of `system|value` of the identifiers with this system, or of all. The outermost come first. */
export function compileFhirIdentifiers(wanted: string): (text: string) => string[] {
  const readXml = compileXPath(
    '//(*:identifier | *:valueIdentifier)[*:value/@value] ! concat(string(*:system[1]/@value), "|", string(*:value[1]/@value))',
  )
  const isWanted = (identifier: string) => !wanted || identifier.startsWith(`${wanted}|`)
  return (text) => {
    const found = isXml(text) ? readXml(text) : parseJsonDocuments(text, parseExactJson).flatMap(readJson)
    return found.filter(isWanted)
  }
}

/** References by identifier (`subject.identifier`) are found too, after the identifiers of the resources themselves. */
function readJson(document: unknown): string[] {
  const found: string[] = []
  const queue: unknown[] = [document]
  for (let i = 0; i < queue.length && i < maxObjects; i++) {
    const node = queue[i]
    if (typeof node !== 'object' || node === null || node instanceof JsonNumber) continue
    for (const [key, value] of Object.entries(node)) {
      if (identifierNames.includes(key)) for (const one of [value].flat()) found.push(...toSearchValue(one))
      queue.push(value)
    }
  }
  return found
}

function toSearchValue(identifier: unknown): string[] {
  if (typeof identifier !== 'object' || identifier === null) return []
  const { system, value } = { system: undefined, value: undefined, ...identifier }
  const text = value === undefined || value === null ? undefined : scalarText(value)
  return text === undefined ? [] : [`${typeof system === 'string' ? system : ''}|${text}`]
}
