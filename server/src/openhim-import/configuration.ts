// Imports everything that an administrator configures, document by document.
import type { MetadataModel } from '@mediary/contract/metadata'
import { defaultUserRoles } from '@mediary/contract/permission'
import { type Issue, issue } from '@mediary/contract/problem'
import {
  type ImportContext,
  type ImportedRecord,
  importRecord,
  type MetadataStores,
  toSentence,
} from '../metadata/index.ts'
import { changeLog, type Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { ProblemError } from '../platform/http/problem.ts'
import { configurationCollections } from './collections.ts'
import { loadDigests, saveProgress } from './progress.ts'
import { findCertificateProblem, isRecord, loadReferences, type References, resolveChannel } from './references.ts'
import type { Report } from './report.ts'
import type { UnpackedDump } from './unpacked-dump.ts'
import { GroupCollector } from './user-roles.ts'

/** The stores of the configuration, for work in one transaction. */
type StoresOn = (database: Database, write: Write) => MetadataStores & Pick<ImportContext, 'endSessions'>

export type ConfigurationDeps = { database: Database; storesOn: StoresOn; digest: (text: string) => string }

/** A document to import, with the name by which people know it. */
type Entry = { id: string; model: MetadataModel; name: string; record: ImportedRecord; notes: Issue[] }

/** The import acts in nobody's name, and may do everything. */
const importer: Caller = {
  user: { id: '', email: '', name: 'Import from OpenHIM', groups: [] },
  by: 'nothing',
  permissions: [defaultUserRoles.admin],
}

const carriesTraffic = new Set(['clients', 'channels', 'keystores'])

/** Notes of documents that came without the secret that their traffic needs. */
const lacksSecret = new Set(['import-secrets-missing', 'import-route-password-missing', 'import-key-not-exported'])

/** Imports the configuration. A document that was imported before and has not changed in OpenHIM is not touched. */
export async function importConfiguration(dump: UnpackedDump, deps: ConfigurationDeps, report: Report): Promise<void> {
  const references = loadReferences(dump)
  const groups = new GroupCollector()
  for (const [collection, model] of Object.entries(configurationCollections)) {
    if (collection === 'users') await importGroups(groups, references, deps, report)
    const digests = await loadDigests(deps.database, collection)
    for (const { id, content } of dump.read(collection)) {
      if (collection === 'channels') groups.addChannel(content)
      for (const entry of listEntries(model, id, content, references)) {
        const digest = deps.digest(JSON.stringify(entry.record))
        if (digests.get(entry.id) === digest) report.add(collection, 'unchanged')
        else await importEntry(entry, { collection, digest, references }, deps, report)
      }
    }
  }
}

/** Adds the user roles that channels name as groups. One that exists already keeps its permissions. */
async function importGroups(groups: GroupCollector, references: References, deps: ConfigurationDeps, report: Report) {
  const digests = await loadDigests(deps.database, 'groups')
  const known = new Set((await deps.storesOn(deps.database, refuseToWrite).userRoles.list()).map(({ name }) => name))
  for (const role of groups.list()) {
    if (known.has(role.name) && !digests.has(role.name)) continue
    const entry: Entry = {
      id: role.name,
      model: 'UserRoles',
      name: role.name,
      record: role,
      notes: [issue('', 'import-group-became-role')],
    }
    const digest = deps.digest(JSON.stringify(role))
    if (digests.get(role.name) === digest) report.add('groups', 'unchanged')
    else await importEntry(entry, { collection: 'groups', digest, references }, deps, report)
  }
}

const refuseToWrite: Write = async () => {
  throw new Error('this store only reads')
}

/** Returns the documents to import of one stored document. A keystore is one for each certificate. */
function listEntries(model: MetadataModel, id: string, content: ImportedRecord, references: References): Entry[] {
  if (model === 'Keystore') return listKeystoreEntries(id, content)
  if (model === 'Channels') {
    return [{ id, model, name: String(content.name), record: resolveChannel(content, references), notes: [] }]
  }
  if (model === 'Clients') {
    const problem = findCertificateProblem(content, references)
    return [{ id, model, name: String(content.clientID), record: content, notes: problem ? [problem] : [] }]
  }
  const { urn, email, protocol, group, name } = content
  const shown = protocol === undefined ? (email ?? urn ?? group ?? name) : `${email} (${protocol})`
  return [{ id, model, name: String(shown), record: content, notes: [] }]
}

/** What is no certificate is an entry too, so that the report has it. */
function listKeystoreEntries(id: string, { cert, key, passphrase, ca }: ImportedRecord): Entry[] {
  const listed: unknown[] = Array.isArray(ca) ? ca : [ca ?? []].flat()
  const trusted = listed.map((one, i) => {
    const { _id = `${id}.${i}`, commonName = `trusted certificate ${i + 1}` } = isRecord(one) ? one : {}
    return { id: String(_id), model: 'Keystore' as const, name: String(commonName), record: { ca: [one] }, notes: [] }
  })
  const pair = {
    id,
    model: 'Keystore' as const,
    name: 'server certificate',
    record: { cert, key, passphrase },
    notes: [],
  }
  return [...trusted, ...(cert ? [pair] : [])]
}

type Surroundings = { collection: string; digest: string; references: References }

/** Imports one document and notes the progress, in one transaction. */
async function importEntry(entry: Entry, around: Surroundings, deps: ConfigurationDeps, report: Report) {
  const { collection, digest, references } = around
  const bundle = new Map([
    ['Users', references.users],
    ['Passports', references.passports],
  ])
  const { write } = changeLog(deps.database, async () => undefined)
  try {
    const outcome = await write(async (trx, touch) => {
      const { endSessions, ...stores } = deps.storesOn({ ...deps.database, kysely: trx }, (work) => work(trx, touch))
      const context = { stores, caller: importer, isRehearsal: false, keepsIds: true, bundle, endSessions }
      const imported = await importRecord(entry.model, entry.record, context)
      const stored = imported.id === undefined || imported.id === entry.id ? null : imported.id
      await saveProgress(trx, { collection, id: entry.id, digest, stored })
      return imported
    })
    const notes = [...entry.notes, ...outcome.notes]
    const kind = outcome.isDisabled ? 'disabled' : notes.length ? 'changed' : 'taken'
    report.add(collection, kind)
    for (const note of notes) report.explain(collection, kind, entry.name, toSentence(note), { note })
    if (outcome.isDisabled || notes.some(({ reason }) => lacksSecret.has(reason))) report.leaveOutTraffic()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    report.add(collection, 'leftOut')
    report.explain(collection, 'leftOut', entry.name, error.message, { note: error.problem })
    if (carriesTraffic.has(collection)) report.leaveOutTraffic()
  }
}
