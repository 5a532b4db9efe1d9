import { type Client, type ClientChanges, type NewClient, unchangedSecret } from '@mediary/contract/clients'
import { channelMembers } from '../channels/index.ts'
import type { Touch, Write } from '../platform/changes.ts'
import { type Database, isDuplicate } from '../platform/database.ts'
import type { IdMaker } from '../platform/ids.ts'
import { hashPassword, importedHash } from '../platform/passwords.ts'
import { conflict, invalidRequest, notFound } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { ensureRoles, forgetClient, removeRole, roleNamed, rolesMadeFor } from '../roles/index.ts'
import { ClientDefinition, type ClientRow, type ClientTables, clientMembers, definitionOf } from './rows.ts'
import { hasCredential } from './rules.ts'

/** What the gateway needs to recognise a client. */
export type ClientIdentity = {
  id: string
  clientID: string
  roles: string[]
  domain?: string
  fingerprint?: string
  passwordHash?: string
  tokenDigest?: string
}

export type ClientStore = ReturnType<typeof clientStore>
type Trx = Database['kysely']
type Options = { jwtEnabled: boolean }

export function clientStore(database: Database, write: Write, deps: { secrets: Secrets; newId: IdMaker }) {
  const db = database.kysely.withTables<ClientTables>()
  const found = (id: string, on: Trx = database.kysely) =>
    on.withTables<ClientTables>().selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirst()

  return {
    async list(): Promise<Client[]> {
      const rows = await db.selectFrom('clients').selectAll().orderBy('client_id').execute()
      return rows.map(view)
    },

    async find(id: string): Promise<Client | undefined> {
      const row = await found(id)
      return row && view(row)
    },

    async findByClientID(clientID: string): Promise<Client | undefined> {
      const row = await db.selectFrom('clients').selectAll().where('client_id', '=', clientID).executeTakeFirst()
      return row && view(row)
    },

    async create(client: NewClient, options: Options): Promise<void> {
      const row = await merged(
        { id: deps.newId(), client_id: client.clientID, definition: '', password_hash: null, token_digest: null },
        client,
        deps.secrets,
        options,
      )
      await write(async (trx, touch) => {
        await refuseClash(trx, client.clientID, client.roles)
        await refusingDuplicates(row, () => trx.withTables<ClientTables>().insertInto('clients').values(row).execute())
        await ensureRoles(trx, touch, client.roles, { newId: deps.newId, madeFor: row.id })
        touch('client', row.id)
      })
    },

    async update(id: string, changes: ClientChanges, options: Options): Promise<void> {
      const former = (await found(id)) ?? missing(id)
      const row = await merged(former, changes, deps.secrets, options)
      const { roles } = definitionOf(row)
      await write(async (trx, touch) => {
        if (row.client_id !== former.client_id) await renameEverywhere(trx, touch, former.client_id, row.client_id)
        await refuseClash(trx, row.client_id, roles)
        const { numUpdatedRows } = await refusingDuplicates(row, () =>
          trx.withTables<ClientTables>().updateTable('clients').set(row).where('id', '=', id).executeTakeFirstOrThrow(),
        )
        if (!numUpdatedRows) missing(id)
        await ensureRoles(trx, touch, roles, { newId: deps.newId, madeFor: id })
        touch('client', id)
      })
    },

    remove: (id: string) =>
      write(async (trx, touch) => {
        const client = (await found(id, trx)) ?? missing(id)
        const leaving = await leavingRoles(trx, id)
        for (const role of leaving) await removeRole(trx, touch, role)
        await forgetClient(trx, id)
        await trx.withTables<ClientTables>().deleteFrom('clients').where('id', '=', id).execute()
        // A later client of the same name must not inherit what this one was allowed.
        const gone = new Set([client.client_id, ...leaving.map(({ name }) => name)])
        await channelMembers.edit(trx, touch, ({ names }) => names.filter((name) => !gone.has(name)))
        touch('client', id)
      }),

    /** Names of the roles that would be deleted with the client. */
    async leavingRoles(id: string): Promise<string[]> {
      if (!(await found(id))) missing(id)
      return (await leavingRoles(database.kysely, id)).map(({ name }) => name)
    },

    /** All clients, or some, as the gateway recognises them. */
    async identities(ids?: string[]): Promise<ClientIdentity[]> {
      const rows = await db
        .selectFrom('clients')
        .selectAll()
        .$if(ids !== undefined, (query) => query.where('id', 'in', ids ?? []))
        .execute()
      return rows.map(identityOf)
    },

    /** Replaces a hash, unless the password has been changed meanwhile. */
    async rehash(id: string, from: string, to: string): Promise<void> {
      await db
        .updateTable('clients')
        .set({ password_hash: to })
        .where('id', '=', id)
        .where('password_hash', '=', from)
        .execute()
    },
  }
}

/** Those made for this client that nobody else holds. */
async function leavingRoles(trx: Trx, id: string) {
  const made = await rolesMadeFor(trx, id)
  if (made.length === 0) return []
  const others = (await clientMembers.list(trx)).filter(({ _id }) => _id !== id)
  const held = new Set(others.flatMap(({ names }) => names))
  return made.filter(({ name }) => !held.has(name))
}

async function refuseClash(trx: Trx, clientID: string, roles: string[]) {
  if (roles.includes(clientID))
    throw invalidRequest([{ path: 'roles', message: 'a role cannot have the name of its client' }])
  if (await roleNamed(trx, clientID))
    throw conflict(`A role has the name "${clientID}": a Client ID cannot be the same`)
  const ids = new Set((await clientMembers.list(trx)).map(({ name }) => name))
  const clash = roles.find((role) => ids.has(role))
  if (clash !== undefined) throw conflict(`A client has the Client ID "${clash}": a role cannot have the same name`)
}

const renameEverywhere = (trx: Trx, touch: Touch, from: string, to: string) =>
  channelMembers.edit(trx, touch, ({ names }) => names.map((name) => (name === from ? to : name)))

async function refusingDuplicates<T>({ client_id }: ClientRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    if (String(error).includes('token_digest')) throw conflict('The custom token must be unique: another client has it')
    throw conflict(`A client with the Client ID "${client_id}" exists already`)
  }
}

/** The row with what was sent put in: absent leaves, null clears. */
async function merged(
  former: ClientRow,
  changes: ClientChanges,
  secrets: Secrets,
  { jwtEnabled }: Options,
): Promise<ClientRow> {
  const sent = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const cleared = 'certFingerprint' in changes && changes.certFingerprint === null ? { certFingerprint: undefined } : {}
  const definition = ClientDefinition.parse({ ...(former.definition && definitionOf(former)), ...sent, ...cleared })
  const row = {
    id: former.id,
    client_id: changes.clientID ?? former.client_id,
    definition: JSON.stringify(definition),
    password_hash: await passwordHash(former.password_hash, changes),
    token_digest: tokenDigest(former.token_digest, changes, secrets),
  }
  const credentials = {
    password: row.password_hash !== null,
    token: row.token_digest !== null,
    certificate: Boolean(definition.certFingerprint),
    domain: Boolean(definition.clientDomain),
    jwt: jwtEnabled,
  }
  if (!hasCredential(credentials)) {
    throw invalidRequest([
      {
        path: '',
        message:
          'A client needs at least one way to authenticate: a password, a custom token, a certificate or its Domain',
      },
    ])
  }
  return row
}

async function passwordHash(
  former: string | null,
  { password, passwordHash: hash, passwordAlgorithm, passwordSalt }: ClientChanges,
) {
  if (password) return hashPassword(password)
  if (password === null || hash === null) return null
  // OpenHIM's console sends back what it was shown.
  if (hash === undefined || hash === unchangedSecret) return former
  const imported = importedHash({ algorithm: passwordAlgorithm ?? 'sha512', hash, salt: passwordSalt ?? '' })
  if (!imported) throw invalidRequest([{ path: 'passwordHash', message: 'is not a hash of the passwordAlgorithm' }])
  return imported
}

function tokenDigest(former: string | null, { customTokenID }: ClientChanges, secrets: Secrets) {
  if (customTokenID === undefined) return former
  return customTokenID === null ? null : secrets.digest(customTokenID)
}

const view = (row: ClientRow): Client => ({
  ...definitionOf(row),
  _id: row.id,
  clientID: row.client_id,
  customTokenSet: row.token_digest !== null,
  passwordSet: row.password_hash !== null,
  ...(row.password_hash !== null && { passwordHash: unchangedSecret }),
})

function identityOf(row: ClientRow): ClientIdentity {
  const { roles, clientDomain, certFingerprint } = definitionOf(row)
  return {
    id: row.id,
    clientID: row.client_id,
    roles,
    ...(clientDomain && { domain: clientDomain }),
    ...(certFingerprint && { fingerprint: certFingerprint }),
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    ...(row.token_digest !== null && { tokenDigest: row.token_digest }),
  }
}

const missing = (id: string): never => {
  throw notFound(`No client has the id ${id}`)
}
