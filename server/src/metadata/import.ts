import {
  type ImportResult,
  type MetadataDocument,
  type MetadataModel,
  metadataModels,
} from '@mediary/contract/metadata'
import type { Permission } from '@mediary/contract/permission'
import type { Issue } from '@mediary/contract/problem'
import { may } from '../platform/http/caller.ts'
import { badRequest, forbidden, ProblemError } from '../platform/http/problem.ts'
import { maskRecord } from './mask.ts'
import { isRecord } from './read-record.ts'
import { importChannel } from './records/channels.ts'
import { importClient } from './records/clients.ts'
import { importApp, importContactGroup, importVisualizer } from './records/documents.ts'
import { importKeystore } from './records/keystore.ts'
import { importMediator } from './records/mediators.ts'
import { importRole, importUserRole } from './records/roles.ts'
import { importPassport, importUser } from './records/users.ts'
import type { ImportContext, ImportedRecord, Importer } from './stores.ts'

type Model = {
  put: Importer
  /** The permission that the endpoint of such a document needs. */
  permission: Permission
  /** The field by which a document is found. */
  uid: string
}

const models: Record<MetadataModel, Model> = {
  Keystore: { put: importKeystore, permission: 'certificates-manage', uid: '' },
  ContactGroups: { put: importContactGroup, permission: 'contact-list-manage', uid: 'group' },
  Roles: { put: importRole, permission: 'client-role-manage-all', uid: 'name' },
  Clients: { put: importClient, permission: 'client-manage-all', uid: 'clientID' },
  Channels: { put: importChannel, permission: 'channel-manage-all', uid: 'name' },
  Mediators: { put: importMediator, permission: 'mediator-manage-all', uid: 'urn' },
  Visualizers: { put: importVisualizer, permission: 'visualizer-manage', uid: 'name' },
  Apps: { put: importApp, permission: 'app-manage-all', uid: 'name' },
  UserRoles: { put: importUserRole, permission: 'user-role-manage', uid: 'name' },
  Users: { put: importUser, permission: 'user-manage', uid: 'email' },
  Passports: { put: importPassport, permission: 'user-manage', uid: 'protocol' },
}

const maxDocuments = 20_000

/** One document with its place in the file. */
type Entry = { model: string; record: unknown; known: MetadataModel | undefined }

/** Imports all documents, those that others refer to first. The results are in the order of the file. */
export async function importAll(
  sent: MetadataDocument | MetadataDocument[],
  context: Omit<ImportContext, 'bundle'>,
): Promise<ImportResult[]> {
  const entries = [sent].flat().flatMap(listEntries)
  if (entries.length > maxDocuments) throw badRequest('too-many-documents', { max: maxDocuments })
  const bundle = new Map(
    metadataModels.map((model) => [model, entries.filter(({ known }) => known === model).map(getRecord)]),
  )
  const rank = ({ known }: Entry) => (known ? metadataModels.indexOf(known) : metadataModels.length)
  const results = new Map<Entry, ImportResult>()
  for (const entry of entries.toSorted((a, b) => rank(a) - rank(b)))
    results.set(entry, await importOne(entry, { ...context, bundle }))
  return entries.flatMap((entry) => results.get(entry) ?? [])
}

const getRecord = ({ record }: Entry): ImportedRecord => (isRecord(record) ? record : {})

/** OpenHIM exports the keystore under the name of its model, and a script may send it without the list around it. */
const aliases: Record<string, MetadataModel> = { KeystoreModelAPI: 'Keystore' }

const listEntries = (document: MetadataDocument): Entry[] =>
  Object.entries(document).flatMap(([model, records]) => {
    const known = metadataModels.find((one) => one === (aliases[model] ?? model))
    return (Array.isArray(records) ? records : [records]).map((record: unknown) => ({ model, record, known }))
  })

/** Imports one document. Throws a problem when it cannot be stored. */
export async function importRecord(model: MetadataModel, record: ImportedRecord, context: ImportContext) {
  const { put, permission } = models[model]
  if (!may(context.caller, permission))
    throw forbidden('permission-missing', { user: context.caller.user?.email ?? '', permission })
  return put(record, context)
}

/** Returns the name by which a document is found. */
function findName(model: MetadataModel, record: ImportedRecord): { uid?: string } {
  const name = record[models[model].uid]
  return typeof name === 'string' ? { uid: name } : {}
}

async function importOne({ model, record, known }: Entry, context: ImportContext): Promise<ImportResult> {
  const shown = { model, record: maskRecord(known ?? model, record) }
  if (!known)
    return { ...shown, ...toError(badRequest('no-such-collection', { model, models: metadataModels.join(', ') })) }
  if (!isRecord(record)) return { ...shown, ...toError(badRequest('not-a-document')) }
  const uid = findName(known, record)
  try {
    const { inserted, notes } = await importRecord(known, record, context)
    const message = notes.map(toSentence).join(' ')
    return { ...shown, status: inserted ? 'Inserted' : 'Updated', message, ...(notes.length && { notes }), ...uid }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...shown, ...toError(error), ...uid }
  }
}

/** Returns a note of an import in English. */
export const toSentence = ({ path, message }: Issue): string => `${path ? `${path}: ` : ''}${message}.`

function toError({ message, problem }: ProblemError) {
  const { code, reason, parameters, issues } = problem
  return { status: 'Error' as const, message, problem: { code, reason, parameters, issues } }
}
