// Reads a request as an interaction of FHIR's RESTful API.
import { resourceTypes } from './resource-types.ts'

export type RestRequest = {
  /** A code of http://hl7.org/fhir/restful-interaction. */
  interaction: string
  /** The type of the resource, and its id. Absent when the path names none. */
  type?: string
  id?: string
}

/** Returns what a request does. What is no FHIR is read by its method alone. */
export function readRestRequest({ method, path, query }: { method: string; path: string; query: string }): RestRequest {
  const segments = splitPath(path)
  const at = segments.findLastIndex((segment) => resourceTypes.has(segment))
  const type = segments[at]
  if (segments.some((segment) => segment.startsWith('$'))) return { interaction: 'operation', ...(type && { type }) }
  if (type === undefined) return { interaction: readMethod(method, query) }
  const [first, second, third] = segments.slice(at + 1)
  const id = first !== undefined && !first.startsWith('_') ? first : undefined
  const of = { type, ...(id !== undefined && { id }) }
  if (method === 'POST') return { interaction: readPost(first), ...of }
  if (method !== 'GET' && method !== 'HEAD') return { interaction: readMethod(method, query), ...of }
  if (first === undefined || first === '_search') return { interaction: 'search-type', type }
  if (first === '_history') return { interaction: 'history-type', type }
  if (second === '_history') return { interaction: third === undefined ? 'history-instance' : 'vread', ...of }
  return { interaction: 'read', ...of }
}

const readPost = (first: string | undefined) => {
  if (first === undefined) return 'create'
  return first === '_search' ? 'search-type' : 'operation'
}

const interactionsByMethod: Readonly<Record<string, string>> = { PUT: 'update', PATCH: 'patch', DELETE: 'delete' }

function readMethod(method: string, query: string): string {
  if (method === 'GET' || method === 'HEAD') return query === '' ? 'read' : 'search'
  return interactionsByMethod[method] ?? 'operation'
}

/** Returns the decoded segments of a path. */
const splitPath = (path: string): string[] =>
  path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
