// Reads and builds the files of an export: a list of documents under the name of each collection.
import type { ImportResult, MetadataDocument } from '@mediary/contract/metadata'

export type Entry = { model: string; record: unknown }

/** Thrown for a file that is no export. */
export class NoExport extends Error {}

/** Returns the documents of a file by their collections: the order in which the server answers for `toBody`. */
export function readEntries(text: string): Entry[] {
  const parsed = parse(text)
  const parts: unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  if (!parts.every(isDocument)) throw new NoExport()
  const entries = parts.flatMap((part) =>
    Object.entries(part).flatMap(([model, records]) =>
      (Array.isArray(records) ? records : [records]).map((record: unknown) => ({ model, record })),
    ),
  )
  return [...Map.groupBy(entries, ({ model }) => model).values()].flat()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NoExport('', { cause })
  }
}

const isDocument = (value: unknown): value is MetadataDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the body that imports some documents of a file. */
export function toBody(entries: readonly Entry[]): MetadataDocument {
  const groups = Map.groupBy(entries, ({ model }) => model)
  return Object.fromEntries([...groups].map(([model, list]) => [model, list.map(({ record }) => record)]))
}

/** Names a document: as the server found it, or by the field that names documents of its kind. */
export function nameRecord(record: unknown, uid?: string): string {
  if (uid !== undefined) return uid
  if (!isDocument(record)) return ''
  const found = ['name', 'clientID', 'urn', 'email', 'group'].map((field) => record[field]).find(isText)
  return found ?? ''
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const order = ['Error', 'Conflict', 'Updated', 'Valid', 'Inserted']

/** Sorts results so that those a person must look at come first. */
export const sortResults = <R extends { status: string; message: string }>(results: readonly R[]): R[] =>
  results.toSorted(
    (a, b) => order.indexOf(a.status) - order.indexOf(b.status) || Number(a.message === '') - Number(b.message === ''),
  )

export type Status = ImportResult['status'] | 'Valid' | 'Conflict'

/** Counts the results of each status. */
export const countStatuses = (results: readonly { status: Status }[]): [Status, number][] =>
  [...Map.groupBy(results, ({ status }) => status)].map(([status, list]) => [status, list.length])
