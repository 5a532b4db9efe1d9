import type { Transaction } from '@mediary/contract/transactions'

export type HeaderDraft = { key: string; name: string; value: string }

/** The request in the form. `body` is undefined when it cannot be edited. */
export type RequestDraft = {
  method: string
  path: string
  query: string
  headers: HeaderDraft[]
  body: string | undefined
}

export function toDraft(request: Transaction['request'], body: string | undefined): RequestDraft {
  const { method, path, querystring, headers = {} } = request
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })))
  return {
    method,
    path,
    query: querystring,
    headers: lines.map((line, at) => ({ ...line, key: String(at) })),
    body,
  }
}

type Edit = {
  method?: string
  path?: string
  querystring?: string
  headers?: Record<string, string | string[] | null>
  body?: string
}

/** Returns only the changes. A removed header is null; a header with several values is a list. */
export function toEdit(draft: RequestDraft, original: RequestDraft): Edit {
  const headers = diffHeaders(draft.headers, original.headers)
  return {
    ...(draft.method !== original.method && { method: draft.method }),
    ...(draft.path !== original.path && { path: draft.path }),
    ...(draft.query !== original.query && { querystring: draft.query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(draft.body !== undefined && draft.body !== original.body && { body: draft.body }),
  }
}

export const isUnchanged = (edit: Edit) => Object.keys(edit).length === 0

function diffHeaders(now: readonly HeaderDraft[], before: readonly HeaderDraft[]) {
  const [to, from] = [groupByName(now), groupByName(before)]
  const names = [...new Set([...from.keys(), ...to.keys()])]
  const changed = names.filter((name) => to.get(name)?.values.join('\n') !== from.get(name)?.values.join('\n'))
  return Object.fromEntries(
    changed.map((key): [string, string | string[] | null] => {
      const { name, values } = to.get(key) ?? { name: from.get(key)?.name ?? key, values: [] }
      if (values.length === 0) return [name, null]
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

function groupByName(headers: readonly HeaderDraft[]) {
  const found = new Map<string, { name: string; values: string[] }>()
  for (const { name, value } of headers) {
    const key = name.trim().toLowerCase()
    if (key === '') continue
    const former = found.get(key)
    found.set(key, { name: former?.name ?? name.trim(), values: [...(former?.values ?? []), value] })
  }
  return found
}
