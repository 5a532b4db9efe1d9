// Reads one line of a file of clients as a document of a client.
import { parseDocument } from '@mediary/contract/api/parse-document'
import { Identifier } from '@mediary/contract/api/shapes'
import { ClientChanges, NewClient } from '@mediary/contract/clients'
import { type ImportColumn, madeHere, type WrongCell } from '@mediary/contract/clients/import'
import { type Issue, issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import { type FileLine, toWrongCell } from './file.ts'
import { readRolesCell } from './roles-cell.ts'

const picked = {
  clientID: true,
  name: true,
  roles: true,
  clientDomain: true,
  organization: true,
  location: true,
  softwareName: true,
  description: true,
  contactPerson: true,
  contactPersonEmail: true,
  certFingerprint: true,
} as const
const newLine = NewClient.pick(picked)
const changedLine = ClientChanges.pick(picked)
type LineChanges = z.output<typeof changedLine>

/** The change that one line asks for. `wanted`: the secrets that the server makes. */
export type LineRequest = {
  line: number
  clientID: string
  changes: LineChanges
  wanted: { password: boolean; token: boolean; enrol: boolean }
}

/** Tells whether a client is stored, and whether it has roles. OpenHIM's clients may have none. */
type Known = { hasRoles: boolean } | undefined

type ReadLine = { request: LineRequest; wrong?: undefined } | { request?: undefined; wrong: WrongCell[] }

export function readLine(file: FileLine, findKnown: (clientID: string) => Known): ReadLine {
  const { line, cells } = file
  const clientID = Identifier.safeParse(cells.get('clientID')).data ?? ''
  const known = findKnown(clientID)
  const parsed = parseDocument<typeof newLine | typeof changedLine>(
    known ? changedLine : newLine,
    buildDocument(cells, known),
  )
  const wrong = [...(parsed.issues ?? []), ...checkWords(cells)].map((one) =>
    toWrongCell(line, one.path.split('.')[0] ?? '', one),
  )
  if (!parsed.data || wrong.length) return { wrong }
  const makes = (column: ImportColumn) => simplify(cells.get(column)) === madeHere
  return {
    request: {
      line,
      clientID,
      changes: parsed.data,
      wanted: { password: makes('password'), token: makes('token'), enrol: simplify(cells.get('enrol')) === 'yes' },
    },
  }
}

const simplify = (cell = '') => cell.trim().toLowerCase()

const descriptions = [
  'organization',
  'location',
  'softwareName',
  'description',
  'contactPerson',
  'contactPersonEmail',
] as const

/** An empty cell clears a description. It leaves everything that the client is recognised by. */
function buildDocument(cells: FileLine['cells'], known: Known): Record<string, unknown> {
  const document: Record<string, unknown> = { clientID: cells.get('clientID') }
  if (cells.has('name')) document.name = cells.get('name')
  const roles = cells.get('roles')
  const staysWithout = known?.hasRoles === false && roles?.trim() === ''
  if (roles !== undefined && !staysWithout) document.roles = readRolesCell(roles)
  for (const column of descriptions) if (cells.has(column)) document[column] = cells.get(column) || null
  for (const column of ['clientDomain', 'certFingerprint'] as const) {
    const cell = cells.get(column)
    if (cell?.trim()) document[column] = column === 'clientDomain' ? cell.trim() : cell
  }
  return document
}

function checkWords(cells: FileLine['cells']): Issue[] {
  const secrets = (['password', 'token'] as const).filter(
    (column) => !['', madeHere].includes(simplify(cells.get(column))),
  )
  return [
    ...secrets.map((column) => issue(column, 'csv-made-here', { text: madeHere })),
    ...(['', 'yes', 'no'].includes(simplify(cells.get('enrol'))) ? [] : [issue('enrol', 'csv-yes-or-no')]),
  ]
}
