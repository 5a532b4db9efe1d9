import type { MetadataDocument, MetadataModel } from '@mediary/contract/metadata'
import { type Permission, permissionLists } from '@mediary/contract/permission'
import { type Caller, may } from '../platform/http/caller.ts'
import { maskedSecret } from './mask.ts'
import { listNames } from './records/roles.ts'
import type { MetadataStores } from './stores.ts'

type Documents = Promise<object[]>

/** References by id would lead nowhere in another installation. */
const withoutIds = (document: object): MetadataDocument =>
  Object.fromEntries(
    Object.entries(document)
      .filter(([field]) => field !== '_id')
      .map(([field, value]) => [field, stripIds(value)]),
  )

const stripIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(stripIds)
  return typeof value === 'object' && value !== null ? withoutIds(value) : value
}

const exportClients = async ({ clients }: MetadataStores) =>
  (await clients.list()).map(({ passwordSet, customTokenSet, ...client }) => ({
    ...client,
    ...(customTokenSet && { customTokenID: maskedSecret }),
  }))

async function exportChannels({ channels, contactGroups, keystore }: MetadataStores) {
  const groups = new Map((await contactGroups.list()).map(({ _id, group }) => [_id, group]))
  const certificates = [...(await keystore.trusted()), ...(await keystore.identities())]
  const prints = new Map(certificates.map(({ _id, fingerprint256 }) => [_id, fingerprint256]))
  const toPrint = (id: string | undefined) => id && (prints.get(id) ?? id)
  return (await channels.list())
    .filter(({ status }) => status !== 'deleted')
    .map(({ updatedBy, ...channel }) => ({
      ...channel,
      routes: channel.routes.map((route) => ({
        ...route,
        ...(route.cert && { cert: toPrint(route.cert) }),
        ...(route.clientCert && { clientCert: toPrint(route.clientCert) }),
      })),
      alerts: channel.alerts.map((alert) => ({
        ...alert,
        groups: alert.groups.map((group) => groups.get(group) ?? group),
      })),
    }))
}

const exportMediators = async ({ mediators }: MetadataStores) =>
  (await mediators.list()).map(({ _configModifiedTS, _uptime, _lastHeartbeat, ...mediator }) => mediator)

async function exportUserRoles(stores: MetadataStores) {
  const findNames = await listNames(stores)
  return (await stores.userRoles.list()).map(({ name, permissions }) => ({
    name,
    permissions: {
      ...permissions,
      ...Object.fromEntries(
        permissionLists.map((list) => {
          const names = new Map(findNames(list).map(({ _id, name }) => [_id, name]))
          return [list, permissions[list].map((id) => names.get(id) ?? id)]
        }),
      ),
    },
  }))
}

/** The keys never leave the keystore. */
async function exportKeystore({ keystore }: MetadataStores) {
  const { pem } = await keystore.serving()
  return [{ cert: { data: pem }, ca: await keystore.trusted() }]
}

/** The documents of each collection, and the permission to see them. */
const collections: Record<MetadataModel, { permission: Permission; list: (stores: MetadataStores) => Documents }> = {
  Keystore: { permission: 'certificates-view', list: exportKeystore },
  ContactGroups: { permission: 'contact-list-view', list: ({ contactGroups }) => contactGroups.list() },
  Roles: {
    permission: 'client-role-view-all',
    list: async ({ roles }) => (await roles.list()).map(({ name }) => ({ name })),
  },
  Clients: { permission: 'client-view-all', list: exportClients },
  Channels: { permission: 'channel-view-all', list: exportChannels },
  Mediators: { permission: 'mediator-view-all', list: exportMediators },
  Visualizers: { permission: 'visualizer-view', list: ({ visualizers }) => visualizers.list() },
  Apps: { permission: 'app-view-all', list: ({ apps }) => apps.list() },
  UserRoles: { permission: 'user-role-view', list: exportUserRoles },
  Users: { permission: 'user-view', list: ({ users }) => users.list() },
  // A passport is a password hash and nothing else.
  Passports: { permission: 'user-view', list: async () => [] },
}

/** Returns the configuration that the caller may see: without ids, and with a mask for each secret. */
export async function exportAll(stores: MetadataStores, caller: Caller) {
  const lists = Object.entries(collections).map(async ([model, { permission, list }]) => {
    const documents = may(caller, permission) ? await list(stores) : []
    return [model, documents.map(withoutIds)] as const
  })
  return Object.fromEntries(await Promise.all(lists))
}
