import { parseDocument } from '@mediary/contract/api/parse-document'
import { type Channel, type ChannelAudit, type ChannelChanges, NewChannel } from '@mediary/contract/channels'
import type { Issue } from '@mediary/contract/problem'
import type { Touch, Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import { validate } from '../platform/http/validate.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { ensureRoles } from '../roles/index.ts'
import { type AuditRow, deleteAudits, type Editor, noteAudit } from './audit.ts'
import { findTakenPort, opensPort, refuseTakenPort } from './checks/ports.ts'
import { findAllProblems } from './checks/problems.ts'
import { findPatternProblems } from './matching/compile.ts'
import { refuseNewName, refuseTakingOthers } from './reach.ts'
import { type ChannelRow, parseChannel } from './rows.ts'
import { findProblems } from './rules.ts'
import { maskPasswords, openPasswords, sealPasswords } from './secrets.ts'

type Tables = { channels: ChannelRow; channel_audits: AuditRow }
type Trx = Database['kysely']
type Deps = { secrets: Secrets; newId: IdGenerator; hasTransactions: (channelId: string) => Promise<boolean> }

type Saving = { id: string; channel: NewChannel; former: Channel | undefined; editor: Editor }

export type ChannelStore = ReturnType<typeof channelStore>

export function channelStore(database: Database, write: Write, deps: Deps) {
  const db = database.kysely.withTables<Tables>()
  const rows = async (ids?: string[]) => {
    const all = db.selectFrom('channels').selectAll().orderBy('name')
    const selected = ids ? inChunks(ids, (part) => all.where('id', 'in', part).execute()) : all.execute()
    return (await selected).map(parseChannel)
  }
  const findChannel = async (id: string, on: Trx = database.kysely) => {
    const row = await on.withTables<Tables>().selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst()
    return row && parseChannel(row)
  }

  const others = async (trx: Trx, id: string) =>
    (await trx.withTables<Tables>().selectFrom('channels').selectAll().where('id', '<>', id).execute()).map(
      parseChannel,
    )

  const readAll = async (trx: Trx) =>
    (await trx.withTables<Tables>().selectFrom('channels').selectAll().execute()).map(parseChannel)

  const save = async (trx: Trx, touch: Touch, { id, channel, former, editor }: Saving) => {
    const routes = channel.routes.map((route) => ({ ...route, _id: route._id ?? deps.newId() }))
    const stored = { ...sealPasswords({ ...channel, routes }, former, deps.secrets), updatedBy: editor }
    const row = { id, name: channel.name, definition: JSON.stringify(stored) }
    if (opensPort(channel)) refuseTakenPort(channel, await others(trx, id))
    await refusingDuplicates(channel.name, async () => {
      if (former) await trx.withTables<Tables>().updateTable('channels').set(row).where('id', '=', id).execute()
      else await trx.withTables<Tables>().insertInto('channels').values(row).execute()
    })
    await ensureRoles(trx, touch, channel.allow, { newId: deps.newId, madeFor: null })
    await noteAudit(trx, { id, former, next: parseChannel(row), editor, newId: deps.newId })
    touch('channel', id)
  }

  return {
    /** All, or some. */
    list: async (ids?: string[]) => (await rows(ids)).map(maskPasswords),

    /** Returns the names of some channels. */
    async names(ids: string[]): Promise<Map<string, string>> {
      const query = db.selectFrom('channels').select(['id', 'name'])
      const found = await inChunks(ids, (part) => query.where('id', 'in', part).execute())
      return new Map(found.map(({ id, name }) => [id, name]))
    },

    async find(id: string): Promise<Channel | undefined> {
      const channel = await findChannel(id)
      return channel && maskPasswords(channel)
    },

    create: (channel: NewChannel, editor: Editor) => {
      refuseProblems(channel)
      return write((trx, touch) => save(trx, touch, { id: deps.newId(), channel, former: undefined, editor }))
    },

    /**
     * Adds channels that were written for OpenHIM, all or none. One whose parts do not fit together is added disabled, and
     * the answer says why.
     */
    async installAll(documents: unknown[], editor: Editor): Promise<InstalledChannel[]> {
      const installs = documents.map(toInstall)
      await write(async (trx, touch) => {
        for (const { channel } of installs)
          await save(trx, touch, { id: deps.newId(), channel, former: undefined, editor })
      })
      return installs.map(({ channel, disabledBecause }) => ({ name: channel.name, disabledBecause }))
    },

    /**
     * Adds a channel of OpenHIM, or merges it with the one of its id or its name. One that cannot serve is stored disabled.
     * `keptId`: the id of a new channel. `caller`: who adds it.
     */
    put: (document: Record<string, unknown>, editor: Editor, caller: Caller, keptId?: string) =>
      write(async (trx, touch) => {
        const all = await readAll(trx)
        const former = all.find(({ _id }) => _id === keptId) ?? all.find(({ name }) => name === document.name)
        const sent = validate(NewChannel, { ...(former && toFields(former)), ...document })
        const id = former?._id ?? keptId ?? deps.newId()
        const routes = sent.routes.map((route) => ({ ...route, _id: route._id ?? findRouteId(former, route.name) }))
        const { channel, disabledBecause } = disableUnservable({ ...sent, routes }, await others(trx, id))
        if (former) await refuseNewName(trx, caller, former, channel)
        await save(trx, touch, { id, channel, former, editor })
        return { id, inserted: !former, disabledBecause }
      }),

    /** `caller`: who must manage the channels whose requests this one could take. */
    update: (id: string, changes: ChannelChanges, editor: Editor, caller?: Caller) =>
      write(async (trx, touch) => {
        const former = (await findChannel(id, trx)) ?? refuseUnknown(id)
        const channel = mergeChanges(former, changes)
        refuseProblems(channel)
        if (caller) {
          refuseTakingOthers(caller, former, channel, await others(trx, id))
          await refuseNewName(trx, caller, former, channel)
        }
        await save(trx, touch, { id, channel, former, editor })
      }),

    async remove(id: string, editor: Editor) {
      const used = await deps.hasTransactions(id)
      await write(async (trx, touch) => {
        const former = (await findChannel(id, trx)) ?? refuseUnknown(id)
        if (used) return save(trx, touch, { id, channel: { ...toFields(former), status: 'deleted' }, former, editor })
        await trx.withTables<Tables>().deleteFrom('channels').where('id', '=', id).execute()
        await deleteAudits(trx, id)
        touch('channel', id)
      })
    },

    async audits(id: string): Promise<ChannelAudit[]> {
      const audits = await db
        .selectFrom('channel_audits')
        .selectAll()
        .where('channel', '=', id)
        .orderBy('id', 'desc')
        .execute()
      return audits.map(({ id: _id, channel, at, by, by_id, ops }) => ({
        _id,
        ref: channel,
        date: new Date(at).toISOString(),
        ops: JSON.parse(ops),
        updatedBy: { ...(by_id !== null && { _id: by_id }), name: by },
      }))
    },

    /**
     * Those of `ids`, or all, that are not deleted, with the passwords of their routes. Disabled ones explain why nothing
     * matched.
     */
    forGateway: async (ids?: string[]) =>
      (await rows(ids))
        .filter(({ status }) => status !== 'deleted')
        .map((channel) => openPasswords(channel, deps.secrets)),
  }
}

/** A channel that was added, with the reasons for which it is disabled; none when it serves. */
type InstalledChannel = { name: string; disabledBecause: string[] }

/** Returns a document as a channel to add. What cannot be stored at all is refused; what cannot serve is disabled. */
function toInstall(document: unknown, i: number): { channel: NewChannel; disabledBecause: string[] } {
  const { data: channel, issues } = parseDocument(NewChannel, document)
  const unsafe = channel ? findPatternProblems(channel) : issues
  if (unsafe.length || !channel)
    throw invalidRequest(unsafe.map((one) => ({ ...one, path: `${labelDocument(document, i)}.${one.path}` })))
  return disable(channel, findProblems(channel))
}

/** Returns a channel of OpenHIM, disabled when the gateway cannot serve it, with the reasons. */
function disableUnservable(channel: NewChannel, others: Channel[]) {
  const taken = opensPort(channel) ? findTakenPort(channel, others) : undefined
  return disable(channel, [...findAllProblems(channel), ...(taken ? [taken] : [])])
}

const disable = (channel: NewChannel, problems: Issue[]): { channel: NewChannel; disabledBecause: string[] } => ({
  channel: problems.length && channel.status === 'enabled' ? { ...channel, status: 'disabled' } : channel,
  disabledBecause: problems.map(({ path, message }) => `${path}: ${message}`),
})

const labelDocument = (document: unknown, i: number): string => {
  const named = NewChannel.pick({ name: true }).safeParse(document)
  return named.success ? named.data.name : `${i}`
}

/** Null clears a field, as leaving it out of a new channel would. */
function mergeChanges(former: Channel, changes: ChannelChanges): NewChannel {
  // OpenHIM's console leaves the methods of a channel behind that is no longer HTTP.
  const type = changes.type ?? former.type
  const methods = type !== 'http' && changes.methods === undefined ? { methods: [] } : {}
  return validate(NewChannel, { ...toFields(former), ...changes, ...methods })
}

function refuseProblems(channel: NewChannel) {
  const problems = findAllProblems(channel)
  if (problems.length) throw invalidRequest(problems)
}

const findRouteId = (channel: Channel | undefined, name: string) =>
  channel?.routes.find((route) => route.name === name)?._id

/** As it was last sent. */
function toFields(channel: Channel): NewChannel {
  const { _id, updatedBy, ...fields } = maskPasswords(channel)
  return fields
}

async function refusingDuplicates(name: string, work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    throw isDuplicate(error) ? conflict('channel-name-taken', { name }) : error
  }
}

const refuseUnknown = (id: string): never => {
  throw notFound('channel-not-found', { id })
}
