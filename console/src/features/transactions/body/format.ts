import { type Hl7Segment, parseHl7 } from './hl7.ts'
import { maskNumbers, restoreNumbers } from './numbers.ts'
import { formatXml } from './xml.ts'

/** A body in a readable format. */
export type Formatted =
  | { kind: 'json' | 'xml'; text: string }
  | { kind: 'fhir'; text: string; resource: FhirSummary }
  | { kind: 'hl7'; segments: Hl7Segment[] }

export type FhirSummary = {
  type: string
  id: string | undefined
  narrative: string | undefined
  entries: number | undefined
}

/** Larger bodies are not formatted: nobody reads them line by line. */
export const maxFormattedLength = 64 * 1024

/** Formats a body by its content: the content type is often wrong. Returns undefined for an unknown format. */
export function formatBody(body: string): Formatted | undefined {
  if (body.length > maxFormattedLength) return undefined
  const start = body.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return formatJson(start)
  const segments = parseHl7(body)
  if (segments) return { kind: 'hl7', segments }
  const text = formatXml(body)
  return text === undefined ? undefined : { kind: 'xml', text }
}

function formatJson(body: string): Formatted | undefined {
  try {
    const value: unknown = JSON.parse(maskNumbers(body))
    const text = restoreNumbers(JSON.stringify(value, null, 2))
    const resource = toFhirSummary(value)
    return resource ? { kind: 'fhir', text, resource } : { kind: 'json', text }
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const toText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Returns the type, id and narrative of a FHIR resource, or undefined for other JSON. */
function toFhirSummary(value: unknown): FhirSummary | undefined {
  if (!isObject(value)) return undefined
  const type = toText(value.resourceType)
  if (type === undefined) return undefined
  const div = isObject(value.text) ? toText(value.text.div) : undefined
  const narrative = div === undefined ? undefined : withoutTags(div)
  return {
    type,
    id: toText(value.id),
    narrative: narrative === '' ? undefined : narrative,
    entries: Array.isArray(value.entry) ? value.entry.length : undefined,
  }
}

const maxNarrativeLength = 2000
const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }

/** Returns the text of a narrative. It is never shown as HTML: it came from outside. */
const withoutTags = (div: string) =>
  div
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxNarrativeLength)
