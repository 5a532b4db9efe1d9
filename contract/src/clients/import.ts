import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { Explanation } from '../problem.ts'

/** The columns of a file of clients, in the order of an export. */
export const importColumns = [
  'clientID',
  'name',
  'roles',
  'clientDomain',
  'organization',
  'location',
  'softwareName',
  'description',
  'contactPerson',
  'contactPersonEmail',
  'certFingerprint',
  'password',
  'token',
  'enrol',
] as const
export type ImportColumn = (typeof importColumns)[number]

/** The cell of a password or token that the server makes, unless the client has one. */
export const madeHere = 'made here'

export const maxImportedClients = 5_000

/** Each made password costs the time of a password hash. */
export const maxMadePasswords = 200

/** An error of a file: its line, and the name of its column. */
const WrongCell = z.object({ line: z.int(), column: z.string(), problem: Explanation })
export type WrongCell = z.infer<typeof WrongCell>

/** The effect of one line of a file. */
const ImportedLine = z.object({
  line: z.int(),
  clientID: z.string(),
  name: z.string(),
  outcome: z.enum(['new', 'changed', 'same']),
  fields: z.array(z.enum(importColumns)).describe('the columns that change the client'),
})
export type ImportedLine = z.infer<typeof ImportedLine>

/** What an import made. The secrets are shown this once. */
const MadeByImport = z.object({
  _id: Id,
  clientID: z.string(),
  name: z.string(),
  password: z.string().optional(),
  token: z.string().optional(),
  enrolment: z.object({ code: z.string(), expires: Timestamp }).optional(),
})
export type MadeByImport = z.infer<typeof MadeByImport>

const ImportResult = z.object({
  new: z.int(),
  changed: z.int(),
  same: z.int(),
  wrong: z.array(WrongCell).describe('when there is one, nothing can be imported'),
  lines: z.array(ImportedLine),
  newRoles: z.array(z.string()).describe('the roles that the import creates'),
  made: z.array(MadeByImport).describe('empty for a dry run'),
})
export type ImportResult = z.infer<typeof ImportResult>

export const clientImportApi = {
  import: {
    method: 'POST',
    path: '/clients/import',
    summary: 'Add and change the clients of a CSV file, all of them or none; dryRun only tells what would happen',
    permission: 'client-manage-all',
    maxBody: maxBody.sample,
    mediaType: 'text/csv',
    query: z.object({
      dryRun: z.stringbool().optional(),
      enrol: z
        .stringbool()
        .optional()
        .describe('makes an enrolment code for each new client; needs the permission certificates-manage'),
    }),
    body: z.instanceof(Uint8Array),
    response: ImportResult,
  },
} as const satisfies Api
