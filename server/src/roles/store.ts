import { issue } from '@mediary/contract/problem'
import type { NewRole, Role, RoleChanges } from '@mediary/contract/roles'
import type { Touch, Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { refuseMembers } from './reach.ts'
import { deleteRoleRow, isClientID, type RoleRow, roleNamed } from './rows.ts'

type Trx = Database['kysely']

/** Where membership lives: the roles of a client stand in its document, those that a channel allows in the channel's. `everybody`: a channel that is public. */
type Members = {
  list: (trx: Trx) => Promise<{ _id: string; name: string; names: string[]; everybody?: boolean }[]>
  /** Gives each member the names that `edit` returns, where they differ. */
  edit: (
    trx: Trx,
    touch: Touch,
    edit: (member: { _id: string; name: string; names: string[] }) => string[],
  ) => Promise<void>
}

export type RoleStore = ReturnType<typeof roleStore>

type Deps = { newId: IdGenerator; clients: Members; channels: Members }

export function roleStore(database: Database, write: Write, deps: Deps) {
  const { clients, channels } = deps
  const show = (rows: RoleRow[]) => withMembers(database.kysely, rows, deps)

  const editBoth = async (trx: Trx, touch: Touch, edit: (names: string[]) => string[]) => {
    await clients.edit(trx, touch, ({ names }) => edit(names))
    await channels.edit(trx, touch, ({ names }) => edit(names))
  }

  return {
    list: async () =>
      show(
        await database.kysely
          .withTables<{ roles: RoleRow }>()
          .selectFrom('roles')
          .selectAll()
          .orderBy('name')
          .execute(),
      ),

    async find(name: string): Promise<Role | undefined> {
      const role = await roleNamed(database.kysely, name)
      return role && (await show([role]))[0]
    },

    listClientsAllowed: (channelId: string) => listClientsAllowed(database.kysely, channelId, deps),

    create: (role: NewRole, id = deps.newId()) =>
      write(async (trx, touch) => {
        await refuseTaken(trx, role.name)
        await trx
          .withTables<{ roles: RoleRow }>()
          .insertInto('roles')
          .values({ id, name: role.name, made_for: null })
          .execute()
        touch('role', id)
        if (role.clients.length) await setMembers(trx, touch, clients, role.name, role.clients, 'clients')
        if (role.channels.length) await setMembers(trx, touch, channels, role.name, role.channels, 'channels')
      }),

    /** `caller`: who must manage the clients and channels that get the role. */
    update: (name: string, changes: RoleChanges, caller: Caller) =>
      write(async (trx, touch) => {
        const role = await findExisting(trx, name)
        if (changes.clients) await setMembers(trx, touch, clients, name, changes.clients, 'clients', caller)
        if (changes.channels) await setMembers(trx, touch, channels, name, changes.channels, 'channels', caller)
        if (changes.name === undefined || changes.name === name) return
        await rename(trx, touch, role, changes.name)
        const renamed = changes.name
        await editBoth(trx, touch, (names) => names.map((one) => (one === name ? renamed : one)))
      }),

    remove: (name: string) =>
      write(async (trx, touch) => {
        await deleteRoleRow(trx, touch, await findExisting(trx, name))
        await editBoth(trx, touch, (names) => names.filter((one) => one !== name))
      }),
  }
}

/**
 * Returns the clients that a channel allows by a role or by their Client ID; `everybody` when it allows all.
 * Undefined when there is no such channel.
 */
async function listClientsAllowed(trx: Trx, channelId: string, { clients, channels }: Deps) {
  const channel = (await channels.list(trx)).find(({ _id }) => _id === channelId)
  if (!channel) return undefined
  const everybody = channel.everybody === true
  const isAllowed = ({ name, names }: { name: string; names: string[] }) =>
    everybody || [name, ...names].some((one) => channel.names.includes(one))
  const members = (await clients.list(trx)).filter(isAllowed)
  return { everybody, clients: members.map(({ _id, name }) => ({ _id, clientID: name })) }
}

async function findExisting(trx: Trx, name: string) {
  const role = await roleNamed(trx, name)
  if (!role) throw notFound('role-not-found', { name })
  return role
}

async function withMembers(trx: Trx, rows: RoleRow[], { clients, channels }: Deps): Promise<Role[]> {
  const [holders, allowers] = await Promise.all([clients.list(trx), channels.list(trx)])
  const clientsOf = groupByRole(holders)
  const channelsOf = groupByRole(allowers)
  return rows.map(({ id, name }) => ({
    _id: id,
    name,
    clients: (clientsOf.get(name) ?? []).map((client) => ({ _id: client._id, clientID: client.name })),
    channels: (channelsOf.get(name) ?? []).map((channel) => ({ _id: channel._id, name: channel.name })),
  }))
}

async function rename(trx: Trx, touch: Touch, { id }: RoleRow, to: string) {
  await refuseTaken(trx, to)
  await trx.withTables<{ roles: RoleRow }>().updateTable('roles').set({ name: to }).where('id', '=', id).execute()
  touch('role', id)
}

async function refuseTaken(trx: Trx, name: string) {
  if (await roleNamed(trx, name)) throw conflict('role-name-taken', { name })
  if (await isClientID(trx, name)) throw conflict('role-is-a-client-id', { name })
}

type Reference = { _id?: string | undefined; clientID?: string | undefined; name?: string | undefined }

/** The list is the complete new set: others lose the role. */
async function setMembers(
  trx: Trx,
  touch: Touch,
  members: Members,
  role: string,
  wanted: Reference[],
  path: 'clients' | 'channels',
  caller?: Caller,
) {
  const known = await members.list(trx)
  const ids = new Set(
    wanted.map(({ _id, clientID, name }, i) => {
      const found = known.find((member) =>
        _id === undefined ? member.name === (clientID ?? name) : member._id === _id,
      )
      if (!found)
        throw invalidRequest([issue(`${path}.${i}`, 'member-not-found', { name: _id ?? clientID ?? name ?? '' })])
      return found._id
    }),
  )
  const added = known.filter(({ _id, names }) => ids.has(_id) && !names.includes(role))
  if (caller) refuseMembers(caller, path === 'clients' ? 'client-manage-all' : 'channel-manage-all', added)
  await members.edit(trx, touch, ({ _id, names }) => {
    if (ids.has(_id)) return names.includes(role) ? names : [...names, role]
    return names.filter((name) => name !== role)
  })
}

function groupByRole<T extends { names: string[] }>(members: T[]) {
  const byName = new Map<string, T[]>()
  for (const member of members) {
    for (const name of member.names) {
      const known = byName.get(name)
      if (known) known.push(member)
      else byName.set(name, [member])
    }
  }
  return byName
}
