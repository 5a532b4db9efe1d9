// One kind of objects as its slice describes it to the configuration as code: its rows, its document, and its rules.
import type { ConfigurationDocument, ConfigurationKindName } from '@mediary/contract/configuration'
import type { Issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import type { ObjectHistory, ObjectRows } from '../history/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Row } from '../platform/database/row-changes.ts'
import type { Caller } from '../platform/http/caller.ts'

/**
 * A secret of a document. A verifier stands in files as it is stored, a sealed secret as a reference.
 * `path` names the place and stays when a list gets another order.
 */
export type SecretPlace = { path: string; type: 'sealed' | 'password' | 'token' }
export type VisitSecret = (value: string, place: SecretPlace) => string

type Completion = { current: ConfigurationDocument | undefined; newId: () => string; now: number }

/** The stored document. `unchanged`: the places of secrets that stay as they are stored. */
type Former = { current: ConfigurationDocument | undefined; unchanged: ReadonlySet<string> }

/** The rows of a changed object, which stand in the store already. */
type Applied = {
  trx: Database['kysely']
  id: string
  before: ObjectRows | undefined
  after: ObjectRows | undefined
  caller: Caller
}

export type ConfigurationKind = {
  name: ConfigurationKindName
  /** Where the rows are, and the rules that a change of them obeys. */
  history: ObjectHistory
  /** Tells which rows of the tables are configuration; all of them when absent. */
  isConfigured?: (row: Row) => boolean
  /** Columns that no document has, each with the reason. */
  leftOut?: Readonly<Record<string, string>>
  /** The history calls an object by this text and the id of its document. */
  idPrefix?: string
  /** There is one object at most, and it has no id. */
  isSingle?: true
  /** A document as files have it. */
  schema: z.ZodType<ConfigurationDocument, unknown>
  /** Returns the name by which a document without an id is found. */
  getName: (document: ConfigurationDocument) => string
  /** Returns the document of stored rows, with its secrets in plain. */
  read: (rows: ObjectRows) => ConfigurationDocument
  /** Returns the rows of a document with an id. Columns that are left out keep their values. */
  write: (document: ConfigurationDocument) => ObjectRows
  /** Values of left out columns in new rows, by table. */
  defaults?: Readonly<Record<string, Row>>
  mapSecrets?: (document: ConfigurationDocument, visit: VisitSecret) => ConfigurationDocument
  /** Fills in what people leave out: ids and times of parts. */
  complete?: (document: ConfigurationDocument, completion: Completion) => ConfigurationDocument
  /** Returns what an edit of the document would be refused for. */
  findIssues?: (document: ConfigurationDocument, former: Former) => Issue[]
  /** Does what else belongs to a change, in its transaction. */
  finish?: (applied: Applied) => Promise<void>
}
