import { parseDocument } from '@mediary/contract/api/parse-document'
import { type Channel, type ChannelChanges, NewChannel } from '@mediary/contract/channels'
import type { Issue } from '@mediary/contract/problem'
import type { Touch, Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import { validate } from '../platform/http/validate.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { ensureRoles } from '../roles/index.ts'
import { deleteAudits, type Editor, noteAudit } from './audit.ts'
import { findTakenPort, opensPort, refuseTakenPort } from './checks/ports.ts'
import { findAllProblems } from './checks/problems.ts'
import { findPatternProblems } from './matching/compile.ts'
import { channelQueries, findChannel, readChannels, readOthers, withoutChannel } from './queries.ts'
import { type ListClients, refuseLettingIn, refuseNewName, refuseTakingOthers } from './reach.ts'
import { type ChannelRow, parseChannel } from './rows.ts'
import { findProblems } from './rules.ts'
import { maskPasswords, sealPasswords } from './secrets.ts'

type Tables = { channels: ChannelRow }
type Trx = Database['kysely']
type Deps = {
  secrets: Secrets
  newId: IdGenerator
  hasTransactions: (channelId: string) => Promise<boolean>
  listClients: ListClients
}

type Saving = { id: string; channel: NewChannel; former: Channel | undefined; editor: Editor }

export type ChannelStore = ReturnType<typeof channelStore>

export const channelStore = (database: Database, write: Write, deps: Deps) => ({
  ...channelQueries(database, deps),
  ...channelChanges(write, deps),
})

function channelChanges(write: Write, deps: Deps) {
  const save = (trx: Trx, touch: Touch, saving: Saving) => saveChannel(trx, touch, saving, deps)
  const add = (trx: Trx, touch: Touch, channel: NewChannel, editor: Editor) =>
    save(trx, touch, { id: deps.newId(), channel, former: undefined, editor })

  return {
    create: (channel: NewChannel, editor: Editor) => {
      refuseProblems(channel)
      return write((trx, touch) => add(trx, touch, channel, editor))
    },

    /**
     * Adds channels that were written for OpenHIM, all or none. One whose parts do not fit together is added disabled, and
     * the answer says why.
     */
    async installAll(documents: unknown[], editor: Editor): Promise<InstalledChannel[]> {
      const installs = documents.map(toInstall)
      await write(async (trx, touch) => {
        for (const { channel } of installs) await add(trx, touch, channel, editor)
      })
      return installs.map(({ channel, disabledBecause }) => ({ name: channel.name, disabledBecause }))
    },

    /**
     * Adds a channel of OpenHIM, or merges it with the one of its id or its name. One that cannot serve is stored disabled.
     * `keptId`: the id of a new channel. `caller`: who adds it.
     */
    put: (document: Record<string, unknown>, editor: Editor, caller: Caller, keptId?: string) =>
      write(async (trx, touch) => {
        const kept = { keptId, newId: deps.newId }
        const { id, former, channel, disabledBecause } = mergeDocument(await readChannels(trx), document, kept)
        if (former) await refuseNewName(trx, caller, former, channel)
        await save(trx, touch, { id, channel, former, editor })
        return { id, inserted: !former, disabledBecause }
      }),

    /** `caller`: who must manage the channels whose requests this one could take, and the clients that it lets in. */
    update: (id: string, changes: ChannelChanges, editor: Editor, caller?: Caller) =>
      write(async (trx, touch) => {
        const former = (await findChannel(trx, id)) ?? refuseUnknown(id)
        const channel = mergeChanges(former, changes)
        refuseProblems(channel)
        if (caller) await refuseReach({ trx, caller, ...deps }, former, channel)
        await save(trx, touch, { id, channel, former, editor })
      }),

    async remove(id: string, editor: Editor) {
      const used = await deps.hasTransactions(id)
      await write(async (trx, touch) => {
        const former = (await findChannel(trx, id)) ?? refuseUnknown(id)
        if (used) return save(trx, touch, { id, channel: { ...toFields(former), status: 'deleted' }, former, editor })
        await trx.withTables<Tables>().deleteFrom('channels').where('id', '=', id).execute()
        await deleteAudits(trx, id)
        touch('channel', id)
      })
    },
  }
}

type Reaching = { trx: Trx; caller: Caller; listClients: ListClients }

async function refuseReach(reaching: Reaching, former: Channel, channel: NewChannel) {
  const { trx, caller } = reaching
  refuseTakingOthers(caller, former, channel, await readOthers(trx, former._id))
  await refuseLettingIn(reaching, former, channel)
  await refuseNewName(trx, caller, former, channel)
}

/** Returns a document of OpenHIM merged with the channel of its id or its name. */
function mergeDocument(
  all: readonly Channel[],
  document: Record<string, unknown>,
  { keptId, newId }: { keptId: string | undefined; newId: IdGenerator },
) {
  const former = all.find(({ _id }) => _id === keptId) ?? all.find(({ name }) => name === document.name)
  const sent = validate(NewChannel, { ...(former && toFields(former)), ...document })
  const id = former?._id ?? keptId ?? newId()
  const routes = sent.routes.map((route) => ({ ...route, _id: route._id ?? findRouteId(former, route.name) }))
  return { id, former, ...disableUnservable({ ...sent, routes }, withoutChannel(all, id)) }
}

async function saveChannel(trx: Trx, touch: Touch, { id, channel, former, editor }: Saving, { secrets, newId }: Deps) {
  const routes = channel.routes.map((route) => ({ ...route, _id: route._id ?? newId() }))
  const stored = { ...sealPasswords({ ...channel, routes }, former, secrets), updatedBy: editor }
  const row = { id, name: channel.name, definition: JSON.stringify(stored) }
  if (opensPort(channel)) refuseTakenPort(channel, await readOthers(trx, id))
  await refusingDuplicates(channel.name, async () => {
    if (former) await trx.withTables<Tables>().updateTable('channels').set(row).where('id', '=', id).execute()
    else await trx.withTables<Tables>().insertInto('channels').values(row).execute()
  })
  await ensureRoles(trx, touch, channel.allow, { newId, madeFor: null })
  await noteAudit(trx, { id, former, next: parseChannel(row), editor, newId })
  touch('channel', id)
}

/** A channel that was added, with the reasons for which it is disabled; none when it serves. */
type InstalledChannel = { name: string; disabledBecause: Issue[] }

/** Returns a document as a channel to add. What cannot be stored at all is refused; what cannot serve is disabled. */
function toInstall(document: unknown, i: number): { channel: NewChannel; disabledBecause: Issue[] } {
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

const disable = (channel: NewChannel, problems: Issue[]): { channel: NewChannel; disabledBecause: Issue[] } => ({
  channel: problems.length && channel.status === 'enabled' ? { ...channel, status: 'disabled' } : channel,
  disabledBecause: problems,
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
