// The configuration of a running OpenHIM, as documents of its collections. Lists have the ids, an export has the secrets.
import { serialize } from 'bson'
import type { ImportedRecord } from '../../metadata/index.ts'
import { CommandError } from '../../platform/command-error.ts'
import type { Dump } from '../reading/dump.ts'
import type { OpenhimApi } from './sign-in.ts'

const maxBytes = 64 * 1024 * 1024

type Listed = { path: string; key: string; model?: string }

/** The list of each collection, the field by which a document is found in the export, and its name there. */
const lists: Record<string, Listed> = {
  contactgroups: { path: '/groups', key: 'group' },
  roles: { path: '/roles', key: 'name' },
  clients: { path: '/clients', key: 'clientID', model: 'Clients' },
  channels: { path: '/channels', key: 'name', model: 'Channels' },
  mediators: { path: '/mediators', key: 'urn', model: 'Mediators' },
  visualizers: { path: '/visualizers', key: 'name' },
  apps: { path: '/apps', key: 'name' },
  users: { path: '/users', key: 'email', model: 'Users' },
}

/** Returns the configuration of a running OpenHIM in the form of a dump. */
export const openApiDump = (api: OpenhimApi, origin: string): Dump => ({
  form: 'api',
  async *read() {
    const [exported = {}] = toRecords(await api.read('/metadata', maxBytes))
    const findExported = (model: string) => toRecords(exported[model])
    let offset = 0
    const toDocument = (collection: string, document: ImportedRecord) => ({
      collection,
      bytes: toBson(document, collection),
      place: { file: `${origin} ${collection}`, offset: offset++ },
      isInPlace: false,
    })
    for (const [collection, { path, key, model }] of Object.entries(lists)) {
      const secrets = new Map(findExported(model ?? '').map((document) => [document[key], document]))
      for (const document of toRecords(await api.readIfThere(path, maxBytes)))
        yield toDocument(collection, withoutShownOnly(collection, { ...secrets.get(document[key]), ...document }))
    }
    for (const passport of findExported('Passports'))
      yield toDocument('passports', { _id: `${passport.protocol}:${passport.email}`, ...passport })
    const [keystore = {}] = [...findExported('Keystore'), ...findExported('KeystoreModelAPI')]
    const ca = toRecords(await api.read('/keystore/ca', maxBytes))
    yield toDocument('keystores', { _id: 'keystore', ...keystore, ca })
  },
})

/** Leaves out what a list adds to its documents. Roles of OpenHIM 8.5 are named by clients and channels themselves. */
function withoutShownOnly(collection: string, { customTokenSet: _, ...document }: ImportedRecord): ImportedRecord {
  if (collection !== 'roles') return document
  const { name, permissions, _id = `role:${name}` } = document
  return { _id, name, ...(permissions !== undefined && { permissions }) }
}

function toBson(document: ImportedRecord, collection: string): Buffer {
  try {
    return Buffer.from(serialize(document))
  } catch (error) {
    throw new CommandError(`A document of ${collection} cannot be read.`, { cause: error })
  }
}

const toRecords = (value: unknown): ImportedRecord[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(
    (one): one is ImportedRecord => typeof one === 'object' && one !== null && !Array.isArray(one),
  )
