import { ImportedClient, ImportedClientChanges, NewClient } from '@mediary/contract/clients'
import { issue } from '@mediary/contract/problem'
import { z } from 'zod'
import { dropMasks } from '../mask.ts'
import { findKeptId, readRecord } from '../read-record.ts'
import type { ImportedRecord, Importer } from '../stores.ts'
import { importStatus } from './client-status.ts'

const Named = z.object({ clientID: NewClient.shape.clientID })

/** Adds or merges a client. Rules that OpenHIM does not have are not asked: a client without roles or credential is stored. */
export const importClient: Importer = async (sent, context) => {
  const { clients } = context.stores
  const { caller } = context
  const keptId = findKeptId(sent, context)
  const { record, masked } = dropMasks(withoutEmptyToken(sent))
  const { clientID } = readRecord(Named.loose(), record).fields
  const former = (keptId && (await clients.find(keptId))) || (await clients.findByClientID(clientID))
  const own = separateOwnId(record, clientID)
  const document = { ...record, ...(own.roles && { roles: own.roles }) }
  const options = { jwtEnabled: true, imported: true }
  if (former) {
    const { fields, notes: unknown } = readRecord(ImportedClientChanges, document)
    const { roles, statusChanges: _, ...changes } = fields
    const status = importStatus(fields, former, caller)
    await clients.update(former._id, { ...changes, ...(roles && { roles }) }, { ...options, ...status })
    return { id: former._id, inserted: false, notes: [...own.notes, ...unknown, ...status.notes] }
  }
  const { fields, notes: unknown } = readRecord(ImportedClient, document)
  const { statusChanges: _, ...client } = fields
  const id = await clients.create(client, { ...options, keptId, ...importStatus(fields, undefined, caller) })
  const uncarried = masked.length ? [issue('', 'import-secrets-missing', { fields: masked.join(', ') })] : []
  return { id, inserted: true, notes: [...own.notes, ...unknown, ...uncarried, ...describeCredentials(fields)] }
}

const withoutEmptyToken = (record: ImportedRecord) =>
  record.customTokenID === '' ? { ...record, customTokenID: null } : record

/** A channel that allows the id of a client allows the client, also without a role of that name. */
function separateOwnId({ roles }: ImportedRecord, clientID: string) {
  if (!Array.isArray(roles) || !roles.includes(clientID)) return { roles: undefined, notes: [] }
  return {
    roles: roles.filter((role) => role !== clientID),
    notes: [issue('roles', 'import-own-id-among-roles', { role: clientID })],
  }
}

const describeCredentials = ({ passwordHash, password, customTokenID, clientDomain, certFingerprint }: NewClient) =>
  [passwordHash, password, customTokenID, clientDomain, certFingerprint].some(Boolean)
    ? []
    : [issue('', 'import-without-credential')]
