// Plans an import: compares the lines of a file with the clients that are stored, and names all that is wrong.
import {
  type ImportColumn,
  type ImportedLine,
  type ImportResult,
  maxMadePasswords,
  type WrongCell,
} from '@mediary/contract/clients/import'
import { type Issue, issue } from '@mediary/contract/problem'
import { ProblemError } from '../../platform/http/problem.ts'
import { findShown } from '../credentials/rows.ts'
import type { SentCredentials } from '../credentials/sent.ts'
import { mergeChanges, newRow, type Stored } from '../merge.ts'
import { type ClientRow, parseDefinition } from '../rows.ts'
import { listNamedRoles } from '../timed-roles.ts'
import { type ClientFile, toWrongCell } from './file.ts'
import { type LineRequest, readLine } from './line.ts'

/** The stored clients by their Client IDs, and the other names that a client must not have. */
export type Present = {
  clients: ReadonlyMap<string, Stored>
  roles: ReadonlySet<string>
  /** The clients of the subjects of JSON Web Tokens. */
  subjects: ReadonlyMap<string, string>
}

/** A line, with what it stores. `makes`: the secrets that are still to be made. */
export type PlannedLine = ImportedLine & {
  isNew: boolean
  row: ClientRow
  roles: string[]
  certificate: string | undefined
  makes: LineRequest['wanted']
}

export type Plan = { lines: PlannedLine[]; wrong: WrongCell[]; newRoles: string[] }
type Options = { jwtEnabled: boolean; enrolAll: boolean; newId: () => string }

export function planImport(file: ClientFile, present: Present, options: Options): Plan {
  const wrong = [...file.wrong]
  const requests = file.lines.flatMap((line) => {
    const read = readLine(line, (clientID) => {
      const stored = present.clients.get(clientID)
      return stored && { hasRoles: parseDefinition(stored.row).roles.length > 0 }
    })
    if (read.wrong) wrong.push(...read.wrong)
    return read.request ? [read.request] : []
  })
  wrong.push(...findRepeated(requests))
  const names = collectNames(requests, present)
  const lines = requests.flatMap((request) => {
    const planned = planLine(request, present, options)
    const issues = 'issues' in planned ? planned.issues : findClashes(planned, present, names)
    wrong.push(...issues.map((one) => toWrongCell(request.line, one.path.split('.')[0] || 'clientID', one)))
    return 'issues' in planned ? [] : [planned]
  })
  const surplus = lines.filter(({ makes }) => makes.password)[maxMadePasswords]
  if (surplus) {
    const tooMany = issue('', 'csv-too-many-passwords', { max: maxMadePasswords })
    wrong.push(toWrongCell(surplus.line, 'password', tooMany))
  }
  const newRoles = [...names.roles].filter((role) => !present.roles.has(role) && !present.clients.has(role)).toSorted()
  const wrongLines = new Set(wrong.map(({ line }) => line))
  const right = lines.filter(({ line }) => !wrongLines.has(line))
  return { lines: right, wrong: wrong.toSorted((a, b) => a.line - b.line), newRoles }
}

function findRepeated(requests: readonly LineRequest[]): WrongCell[] {
  const seen = new Map<string, number>()
  return requests.flatMap(({ clientID, line }) => {
    const former = seen.get(clientID)
    seen.set(clientID, former ?? line)
    return former === undefined ? [] : [toWrongCell(line, 'clientID', issue('', 'csv-repeated', { line: former }))]
  })
}

type Names = { clientIDs: ReadonlySet<string>; roles: ReadonlySet<string> }

const collectNames = (requests: readonly LineRequest[], { clients, roles }: Present): Names => ({
  clientIDs: new Set([...clients.keys(), ...requests.map(({ clientID }) => clientID)]),
  roles: new Set([...roles, ...requests.flatMap(({ changes }) => changes.roles ?? [])]),
})

function planLine(
  { line, clientID, changes: { clientID: _, certFingerprint, ...fields }, wanted }: LineRequest,
  { clients }: Present,
  { jwtEnabled, enrolAll, newId }: Options,
): PlannedLine | { issues: Issue[] } {
  const former = clients.get(clientID)
  const stored = former ?? { row: newRow(newId(), clientID), credentials: [] }
  const lacks = (kind: 'basic' | 'token') => findShown(stored.credentials, kind) === undefined
  const makes = {
    password: wanted.password && lacks('basic'),
    token: wanted.token && lacks('token'),
    // Only a new client gets a code, so that a file that is imported again changes nothing.
    enrol: !former && (wanted.enrol || enrolAll),
  }
  const held = findShown(stored.credentials, 'certificate')?.secret
  const certificate = certFingerprint && certFingerprint !== held ? certFingerprint : undefined
  const sent: SentCredentials = {
    basic: makes.password ? 'made here' : undefined,
    token: makes.token ? 'made here' : undefined,
    certificate,
  }
  // The certificate of an enrolment is made out to the Client ID unless there is a Domain.
  const changes = makes.enrol && !fields.clientDomain ? { ...fields, clientDomain: clientID } : fields
  // An import takes no credential away, so only a new client can be without one.
  const options = { jwtEnabled: jwtEnabled || former !== undefined }
  const merged = tryMerge(() => mergeChanges(stored, changes, sent, options))
  if ('issues' in merged) return merged
  const { row } = merged
  const definition = parseDefinition(row)
  const columns = findChangedColumns(former, row)
  if (certificate) columns.push('certFingerprint')
  for (const column of ['password', 'token', 'enrol'] as const) if (makes[column]) columns.push(column)
  return {
    line,
    clientID,
    name: definition.name,
    outcome: former ? (columns.length > 0 ? 'changed' : 'same') : 'new',
    fields: columns,
    isNew: !former,
    row,
    roles: listNamedRoles(definition),
    certificate,
    makes,
  }
}

function tryMerge(merge: () => ClientRow): { row: ClientRow } | { issues: Issue[] } {
  try {
    return { row: merge() }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { issues: error.problem.issues ?? [] }
  }
}

const compared = [
  'name',
  'clientDomain',
  'organization',
  'location',
  'softwareName',
  'description',
  'contactPerson',
  'contactPersonEmail',
] as const

function findChangedColumns(former: Stored | undefined, row: ClientRow): ImportColumn[] {
  const before = former ? parseDefinition(former.row) : { name: '', roles: [] }
  const after = parseDefinition(row)
  const [held, next] = [listNamedRoles(before), listNamedRoles(after)]
  const columns: ImportColumn[] = former ? [] : ['clientID']
  columns.push(...compared.filter((column) => (before[column] ?? '') !== (after[column] ?? '')))
  if (new Set([...held, ...next]).size !== held.length || next.length !== held.length) columns.push('roles')
  return columns
}

/** Client IDs and role names share one namespace, also within the file. What is stored already is not looked at again. */
function findClashes({ row, roles, isNew }: PlannedLine, { clients, subjects }: Present, names: Names): Issue[] {
  const { client_id: clientID, id } = row
  const former = clients.get(clientID)
  const held = former ? listNamedRoles(parseDefinition(former.row)) : []
  const issues: Issue[] = []
  if (roles.includes(clientID) && !held.includes(clientID)) issues.push(issue('roles', 'role-named-as-its-client'))
  else if (isNew && names.roles.has(clientID)) issues.push(issue('clientID', 'client-id-is-a-role', { name: clientID }))
  for (const role of roles)
    if (role !== clientID && !held.includes(role) && names.clientIDs.has(role))
      issues.push(issue('roles', 'role-is-a-client-id', { name: role }))
  const subject = subjects.get(clientID)
  if (isNew && subject !== undefined && subject !== id)
    issues.push(issue('clientID', 'subject-taken', { subject: clientID }))
  return issues
}

/** Returns the plan as the API shows it. */
export function toResult({ lines, wrong, newRoles }: Plan): ImportResult {
  const count = (outcome: ImportedLine['outcome']) => lines.filter((one) => one.outcome === outcome).length
  return {
    new: count('new'),
    changed: count('changed'),
    same: count('same'),
    wrong,
    lines: lines.map(({ line, clientID, name, outcome, fields }) => ({ line, clientID, name, outcome, fields })),
    newRoles,
    made: [],
  }
}
