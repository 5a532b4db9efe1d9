// Describes channels to the history of the configuration, and names the channels that use an object.
import type { Channel } from '@mediary/contract/channels'
import { z } from 'zod'
import { type ObjectHistory, refuseInUse, type Undo } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import { may } from '../platform/http/caller.ts'
import { conflict } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { isClientID, roleNamed } from '../roles/index.ts'
import { deleteAudits, noteAudit } from './audit.ts'
import { opensPort, refuseTakenPort } from './checks/ports.ts'
import { type ListClients, refuseLettingIn, refuseNewName, refuseTakingOthers } from './reach.ts'
import { type ChannelRow, parseChannel } from './rows.ts'
import { maskPasswords } from './secrets.ts'

export const StoredChannel = z.object({ id: z.string(), name: z.string(), definition: z.string() })

type Deps = {
  newId: IdGenerator
  hasTransactions: (channelId: string) => Promise<boolean>
  listClients: ListClients
}
type Trx = Undo['trx']

const parseRow = (row: Row) => parseChannel(StoredChannel.parse(row))

export const channelHistory = (deps: Deps): ObjectHistory => ({
  object: 'channel',
  changeKind: 'channel',
  tables: { channels: { key: 'id', findObject: (row) => StoredChannel.parse(row).id } },
  main: 'channels',
  getName: (row) => StoredChannel.parse(row).name,
  show({ channels = [] }) {
    const [channel] = channels.map(parseRow)
    if (!channel) return {}
    const { _id, updatedBy, ...shown } = maskPasswords(channel)
    return shown
  },
  listSecrets: ({ channels = [] }) =>
    channels.flatMap((row) => parseRow(row).routes.map(({ _id, name, password }) => [_id ?? name, password])),
  async prepareUndo(objectId, changes) {
    const [made] = changes.map(({ before, after }) => (before ? undefined : after))
    if (made && (await deps.hasTransactions(objectId)))
      throw conflict('undo-has-transactions', { name: StoredChannel.parse(made).name })
  },
  finishUndo: (undo) => finishChannelUndo(undo, deps),
})

/** Refuses what an edit of the channel would refuse, and adds the change to its audits. */
async function finishChannelUndo({ trx, caller, objectId, changes }: Undo, { newId, listClients }: Deps) {
  const [change] = changes
  const [former, next] = [change?.before, change?.after].map((row) => row && parseRow(row))
  if (!next) {
    await deleteAudits(trx, objectId)
    return
  }
  const others = (await listChannels(trx)).filter(({ _id }) => _id !== objectId)
  if (opensPort(next)) refuseTakenPort(next, others)
  refuseTakingOthers(caller, former ?? { ...next, status: 'deleted' }, next, others)
  await refuseLettingIn({ trx, caller, listClients }, former, next)
  await refuseMissing(trx, next)
  if (former) await refuseNewName(trx, caller, former, next)
  const editor = { id: caller.user?.id ?? '', name: caller.user?.name ?? '' }
  await noteAudit(trx, { id: objectId, former, next, editor, newId })
}

type Referred = { documents: { id: string }; certificates: { id: string } }

/** Refuses a channel that names what does not exist any more. */
async function refuseMissing(trx: Trx, { allow, alerts, routes }: Channel) {
  for (const name of allow)
    if (!(await roleNamed(trx, name)) && !(await isClientID(trx, name))) throw conflict('undo-needs', { name })
  const groups = alerts.flatMap((alert) => alert.groups)
  const certificates = routes.flatMap(({ cert, clientCert }) => [cert, clientCert])
  await refuseMissingIds(trx, 'documents', groups)
  await refuseMissingIds(trx, 'certificates', certificates)
}

async function refuseMissingIds(trx: Trx, table: keyof Referred, ids: (string | undefined)[]) {
  for (const id of ids) {
    if (!id) continue
    const row = trx.withTables<Referred>().selectFrom(table).select('id').where('id', '=', id)
    if (!(await row.executeTakeFirst())) throw conflict('undo-needs', { name: id })
  }
}

const listChannels = async (trx: Trx) =>
  (await trx.withTables<{ channels: ChannelRow }>().selectFrom('channels').selectAll().execute()).map(parseChannel)

/** Refuses to take away a contact group or a certificate that channels use. */
export async function refuseUsedByChannels({ trx, caller, objectId, changes }: Undo) {
  if (changes.some(({ after }) => after)) return
  const using = (await listChannels(trx)).filter(
    ({ status, alerts, routes }) =>
      status !== 'deleted' &&
      (alerts.some(({ groups }) => groups.includes(objectId)) ||
        routes.some(({ cert, clientCert }) => cert === objectId || clientCert === objectId)),
  )
  refuseInUse(objectId, using, (id) => may(caller, 'channel-view-all', id))
}
