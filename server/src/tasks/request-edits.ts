import { type Issue, issue } from '@mediary/contract/problem'
import type { RerunChange } from '@mediary/contract/transactions'

/** The changes of a request before its rerun. `body` is base64; null removes the body. */
export type Edit = {
  method?: string | undefined
  path?: string | undefined
  querystring?: string | undefined
  headers?: Record<string, string | string[] | null> | undefined
  body?: string | null | undefined
}

/** The parts of a request that can be changed. Headers are flat: name, value, name, value … */
type Editable = { method: string; path: string; query: string; headers: string[] }

// Credentials are the service's own, and where a message ends is for the gateway to say.
const notEditable = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'content-length',
  'transfer-encoding',
  'connection',
  'host',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'x-openhim-clientid',
  'x-openhim-transactionid',
])

export const editRefusal = ({ headers = {} }: Edit): Issue[] =>
  Object.entries(headers).flatMap(([name, value]) => {
    if (notEditable.has(name.toLowerCase())) return [issue('headers', 'header-reserved', { name })]
    const bad = [value ?? ''].flat().some((text) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
    return bad ? [issue('headers', 'header-not-sendable', { name })] : []
  })

/** The request as it is to be sent, and what differs from the one that is repeated. */
export function edited(original: Editable, edit: Edit): { request: Editable; changes: RerunChange[] } {
  const request = {
    method: edit.method ?? original.method,
    path: edit.path ?? original.path,
    query: edit.querystring ?? original.query,
    headers: editedHeaders(original.headers, edit.headers ?? {}),
  }
  const differs = (what: string, from: string | undefined, to: string | undefined): RerunChange[] =>
    from === to ? [] : [{ what, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }]
  return {
    request,
    changes: [
      ...differs('method', original.method, request.method),
      ...differs('path', original.path, request.path),
      ...differs('querystring', original.query, request.query),
      ...Object.keys(edit.headers ?? {}).flatMap((name) =>
        differs(`header ${name}`, readHeader(original.headers, name), readHeader(request.headers, name)),
      ),
    ],
  }
}

function editedHeaders(headers: string[], changes: NonNullable<Edit['headers']>) {
  const replaced = new Set(Object.keys(changes).map((name) => name.toLowerCase()))
  const kept = pairs(headers).filter(([name]) => !replaced.has(name.toLowerCase()))
  const added = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((text): [string, string] => [name, text]),
  )
  return [...kept, ...added].flat()
}

const readHeader = (headers: string[], name: string) => {
  const found = pairs(headers).filter(([other]) => other.toLowerCase() === name.toLowerCase())
  return found.length ? found.map(([, value]) => value).join(', ') : undefined
}

export const pairs = (flat: string[]): [string, string][] =>
  flat.flatMap((name, i): [string, string][] => (i % 2 ? [] : [[name, flat[i + 1] ?? '']]))
