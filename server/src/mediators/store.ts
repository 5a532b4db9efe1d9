import type { Mediator, MediatorConfig, NewMediator } from '@mediary/contract/mediators'
import { type Issue, issue } from '@mediary/contract/problem'
import { gt, valid } from 'semver'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { configIssues, definitionIssues } from './definitions.ts'
import { maskConfig, restorePasswords } from './passwords.ts'
import {
  isDefinedBy,
  type MediatorRow,
  type MediatorTables,
  readConfig,
  readDefinition,
  sealDocument,
  toView,
} from './rows.ts'
import { mergeConfig, shownUptime } from './rules.ts'

/** The outcome of a registration. */
export type Registration = 'registered' | 'upgraded' | 'unchanged'

/** `keptId`: the id of a new mediator, when it comes with one. */
type RegisterOptions = { imported?: boolean; keptId?: string | undefined }

type Trx = Database['kysely']
type Deps = { secrets: Secrets; newId: IdGenerator; now?: () => number }
type Context = ReturnType<typeof createContext>

/** Returns the store of mediators: what they say of themselves, their configurations and their heartbeats. */
export function mediatorStore(database: Database, write: Write, deps: Deps) {
  const context = createContext(database, write, deps)
  return { ...reading(context), ...registering(context), ...configuring(context), ...heartbeats(context) }
}
export type MediatorStore = ReturnType<typeof mediatorStore>

function createContext(database: Database, write: Write, { secrets, newId, now = Date.now }: Deps) {
  const tables = (trx: Trx = database.kysely) => trx.withTables<MediatorTables>()
  const find = (urn: string, trx?: Trx) =>
    tables(trx).selectFrom('mediators').selectAll().where('urn', '=', urn).executeTakeFirst()
  return {
    secrets,
    newId,
    now,
    write,
    tables,
    find,
    get: async (urn: string, trx?: Trx) => (await find(urn, trx)) ?? missing(urn),
    /** Adds a configuration to the history. */
    keepVersion: (trx: Trx, mediator: string, config: MediatorConfig, by: string) =>
      tables(trx)
        .insertInto('mediator_configs')
        .values({ id: newId(), mediator, at: now(), by, config: sealDocument(config, secrets) })
        .execute(),
  }
}

const reading = ({ tables, get, secrets, write }: Context) => ({
  async list(): Promise<Mediator[]> {
    const rows = await tables().selectFrom('mediators').selectAll().orderBy('name').orderBy('urn').execute()
    return rows.map((row) => toView(row, secrets))
  },

  async find(urn: string): Promise<Mediator> {
    return toView(await get(urn), secrets)
  },

  /** Returns the channels that a mediator offers, as it sent them. */
  async offeredChannels(urn: string) {
    return readDefinition(await get(urn), secrets).defaultChannelConfig
  },

  remove: (urn: string) =>
    write(async (trx, touch) => {
      const { id } = await get(urn, trx)
      await tables(trx).deleteFrom('mediator_configs').where('mediator', '=', id).execute()
      await tables(trx).deleteFrom('mediators').where('id', '=', id).execute()
      touch('mediator', id)
    }),
})

function registering({ tables, find, keepVersion, secrets, newId, write }: Context) {
  /** The row of a registration; what only heartbeats and people change stays. */
  const toRow = (
    sent: NewMediator,
    former: MediatorRow | undefined,
    config: MediatorConfig | undefined,
    keptId = newId(),
  ) => ({
    config_modified: null,
    config_pending: 0,
    uptime: null,
    last_heartbeat: null,
    ...former,
    id: former?.id ?? keptId,
    urn: sent.urn,
    version: sent.version,
    name: sent.name,
    definition: sealDocument(toDefinition(sent), secrets),
    config: config ? sealDocument(config, secrets) : null,
  })

  return {
    /**
     * Adds a mediator, or replaces what it says of itself when its version is greater than the stored one. An import
     * replaces every version, and its configuration goes before the stored one.
     */
    async register(
      sent: NewMediator,
      by: string,
      { imported = false, keptId }: RegisterOptions = {},
    ): Promise<Registration> {
      refuse(registrationIssues(sent))
      return write(async (trx, touch) => {
        const former = await find(sent.urn, trx)
        if (!former && sent.endpoints.length === 0) refuse([issue('endpoints', 'mediator-without-endpoint')])
        if (former && !imported && !gt(sent.version, former.version)) return 'unchanged'
        const stored = former && readConfig(former.config, secrets)
        const config = imported
          ? mergeImported(stored, sent)
          : mergeConfig(stored, sent.config ?? undefined, isDefinedBy(sent.configDefs))
        // A stored value may not fit what the new version defines.
        if (config) refuse(configIssues(config, sent.configDefs))
        const row = toRow(sent, former, config, keptId)
        if (former) await tables(trx).updateTable('mediators').set(row).where('id', '=', former.id).execute()
        else await tables(trx).insertInto('mediators').values(row).execute()
        if (config && JSON.stringify(config) !== JSON.stringify(stored)) await keepVersion(trx, row.id, config, by)
        touch('mediator', row.id)
        return former ? 'upgraded' : 'registered'
      })
    },
  }
}

const configuring = ({ tables, get, keepVersion, secrets, now, write }: Context) => ({
  configure: (urn: string, sent: MediatorConfig, by: string) =>
    write(async (trx, touch) => {
      const row = await get(urn, trx)
      const { configDefs } = readDefinition(row, secrets)
      const { config, issues } = restorePasswords(sent, readConfig(row.config, secrets) ?? {}, configDefs)
      refuse([...issues, ...configIssues(config, configDefs)])
      await tables(trx)
        .updateTable('mediators')
        .set({ config: sealDocument(config, secrets), config_modified: now(), config_pending: 1 })
        .where('id', '=', row.id)
        .execute()
      await keepVersion(trx, row.id, config, by)
      touch('mediator', row.id)
    }),

  /** Returns the newest configurations of a mediator, newest first, with masked passwords. */
  async configHistory(urn: string) {
    const mediator = await get(urn)
    const { configDefs } = readDefinition(mediator, secrets)
    const rows = await tables()
      .selectFrom('mediator_configs')
      .selectAll()
      .where('mediator', '=', mediator.id)
      .orderBy('id', 'desc')
      .limit(maxVersionsShown)
      .execute()
    return rows.map(({ id, at, by, config }) => ({
      _id: id,
      at: new Date(Number(at)).toISOString(),
      by,
      config: maskConfig(readConfig(config, secrets) ?? {}, configDefs),
    }))
  },
})

const heartbeats = ({ tables, get, secrets, now }: Context) => ({
  /**
   * Notes that a mediator is alive. Returns its configuration when it has changed since the last heartbeat or is asked for,
   * `OK` when it is asked for and there is none, and else nothing.
   */
  async heartbeat(urn: string, { uptime, wantsConfig }: { uptime: number; wantsConfig: boolean }) {
    const row = await get(urn)
    const update = tables().updateTable('mediators').where('id', '=', row.id)
    await update.set({ uptime, last_heartbeat: now() }).execute()
    if (!row.config_pending && !wantsConfig) return ''
    // A change that is saved at this moment stays pending for the next heartbeat.
    if (row.config_pending && row.config !== null)
      await update.set({ config_pending: 0 }).where('config', '=', row.config).execute()
    return readConfig(row.config, secrets) ?? 'OK'
  },

  /** Returns the uptime in seconds of each mediator, null where no heartbeat came for a minute; undefined when there is none. */
  async uptimes(): Promise<Record<string, number | null> | undefined> {
    const rows = await tables()
      .selectFrom('mediators')
      .select(['urn', 'uptime', 'last_heartbeat as lastHeartbeat'])
      .execute()
    if (rows.length === 0) return undefined
    return Object.fromEntries(rows.map((row) => [row.urn, shownUptime(row, now())]))
  },
})

/** Returns the stored configuration with the sent values in their places. */
function mergeImported(stored: MediatorConfig | undefined, { config: sent, configDefs }: NewMediator) {
  if (!sent) return mergeConfig(stored, undefined, isDefinedBy(configDefs))
  const { config, issues } = restorePasswords(sent, stored ?? {}, configDefs)
  refuse(issues)
  return mergeConfig(config, stored, isDefinedBy(configDefs))
}

const maxVersionsShown = 100

const toDefinition = ({ description, endpoints, defaultChannelConfig, configDefs }: NewMediator) => ({
  description,
  endpoints: endpoints.map(withNumericPort),
  defaultChannelConfig,
  configDefs,
})

/** Mediators send the ports of their endpoints as numbers and as texts. */
const withNumericPort = (endpoint: Record<string, unknown>) =>
  typeof endpoint.port === 'string' && /^\d{1,5}$/.test(endpoint.port)
    ? { ...endpoint, port: Number(endpoint.port) }
    : endpoint

const registrationIssues = ({ version, configDefs, config }: NewMediator): Issue[] => [
  ...(valid(version) ? [] : [issue('version', 'not-a-version')]),
  ...definitionIssues(configDefs),
  ...(config ? configIssues(config, configDefs) : []),
]

function refuse(issues: Issue[]) {
  if (issues.length) throw invalidRequest(issues)
}

const missing = (urn: string): never => {
  throw notFound('mediator-not-found', { urn })
}
