// Reads a transaction of OpenHIM as the document in which this program takes transactions.

import { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import type { PlainDocument } from './reading/plain-document.ts'

/** `changes`: what is not as it was, one sentence each. */
type Read = { document: NewTransaction; rerun: Rerun | undefined; canRerun: boolean; changes: string[] }
type Rerun = { parent: string; attempt: number | null }
type ReadFile = (id: string) => string

const maxPropertiesLength = 1024 * 1024

/** Sections that a transaction can do without. */
const optionalSections = [
  'orchestrations',
  'routes',
  'properties',
  'error',
  'response',
  'clientID',
  'clientIP',
] as const

/** Returns the transaction, or the reason for which it cannot be taken over. `readFile`: the body of a stored file. */
export function readTransaction(content: PlainDocument, readFile: ReadFile): Read | { leftOut: string } {
  const changes: string[] = []
  const prepared = prepare(content, readFile, changes)
  const document = parseWithoutBadSections(prepared, changes)
  if (!document) return { leftOut: describeProblem(prepared) }
  const attempt = content.autoRetryAttempt
  const { parentID } = content
  return {
    document,
    canRerun: content.canRerun !== false,
    rerun: isId(parentID) ? { parent: parentID, attempt: typeof attempt === 'number' ? attempt : null } : undefined,
    changes,
  }
}

function prepare(content: PlainDocument, readFile: ReadFile, changes: string[]): PlainDocument {
  const message = (value: unknown) => restoreMessage(value, readFile)
  const call = (value: unknown): unknown =>
    isRecord(value)
      ? {
          ...value,
          name: withoutNul(value.name),
          request: message(value.request),
          response: message(value.response),
          ...(Array.isArray(value.orchestrations) && { orchestrations: value.orchestrations.map(call) }),
        }
      : value
  const { status, error } = endUnfinished(content, changes)
  return {
    ...content,
    status,
    properties: limitProperties(content.properties, changes),
    ...(isRecord(error) && { error: { ...error, message: withoutNul(error.message), stack: withoutNul(error.stack) } }),
    request: message(content.request),
    response: message(content.response),
    ...(Array.isArray(content.orchestrations) && { orchestrations: content.orchestrations.map(call) }),
    ...(Array.isArray(content.routes) && { routes: content.routes.map(call) }),
  }
}

/** Leaves out properties that are longer than a mediator may send. */
function limitProperties(properties: unknown, changes: string[]): unknown {
  if (!properties || JSON.stringify(properties).length <= maxPropertiesLength) return properties
  changes.push('Its properties are too long and are not taken over.')
  return undefined
}

/** A request that was under way in OpenHIM never ends here. */
function endUnfinished({ status, error }: PlainDocument, changes: string[]): PlainDocument {
  if (status !== 'Processing') return { status, error }
  changes.push('It was still under way in the dump: its status is "Failed".')
  return { status: 'Failed', error: error ?? { message: 'It was still under way when it was exported from OpenHIM' } }
}

/** Returns a request or a response with its body and the names of its headers. */
function restoreMessage(value: unknown, readFile: ReadFile): unknown {
  if (!isRecord(value)) return undefined
  const { bodyId, headers, body, ...others } = value
  const text = isId(bodyId) ? readFile(bodyId) : body
  return {
    ...Object.fromEntries(Object.entries(others).map(([field, one]) => [field, withoutNul(one)])),
    ...(text !== undefined && text !== null && { body: typeof text === 'string' ? text : JSON.stringify(text) }),
    ...(isRecord(headers) && { headers: restoreHeaders(headers) }),
  }
}

/** OpenHIM writes U+FF0E for the first full stop in a name, and U+FF04 for the first dollar sign. */
const restoreHeaders = (headers: PlainDocument): PlainDocument =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name.replace('\uff0e', '.').replace('\uff04', '$'), value]),
  )

/** Leaves out the sections that cannot be read, and says so. */
function parseWithoutBadSections(prepared: PlainDocument, changes: string[]): NewTransaction | undefined {
  const parsed = NewTransaction.safeParse(prepared)
  if (parsed.success) return parsed.data
  const bad = new Set(parsed.error.issues.map(({ path }) => String(path[0])))
  const dropped = optionalSections.filter((section) => bad.has(section))
  if (dropped.length === 0) return undefined
  for (const section of dropped) changes.push(`Its ${section} cannot be read and is not taken over.`)
  const rest = Object.fromEntries(Object.entries(prepared).filter(([name]) => !dropped.some((one) => one === name)))
  return NewTransaction.safeParse(rest).data
}

/** The reason names fields, and never what is in them. */
function describeProblem({ channelID, status, request }: PlainDocument): string {
  if (!isId(channelID)) return 'It belongs to no channel.'
  if (!transactionStatuses.some((known) => known === status)) return 'Its status is unknown.'
  return isRecord(request) ? 'Its request cannot be read.' : 'It has no request.'
}

/** PostgreSQL takes no text with this character. */
const withoutNul = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value)

const isRecord = (value: unknown): value is PlainDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)
