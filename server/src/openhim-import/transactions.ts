// Imports transactions in batches, the newest first: what people look for is there soonest.
import { setTimeout as pause } from 'node:timers/promises'
import type { Channel } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { type ImportedTransaction, transactionImporter } from '../transactions/index.ts'
import { loadStoredIds } from './progress.ts'
import type { Report } from './report.ts'
import { readTransaction } from './transaction-document.ts'
import type { StoredDocument, UnpackedDump } from './unpacked-dump.ts'

/** A document to import. What is recorded already needs no content. */
export type BatchedDocument = Pick<StoredDocument, 'id' | 'content'>

type Reading = {
  findRecorded: (ids: string[]) => Promise<ReadonlySet<string>>
  /** Transactions before this time are not wanted. */
  since: number | undefined
  /** A transaction is too large to be read. */
  onTooLarge: () => void
}

/** Yields transactions in batches, the newest first. */
export type ReadBatches = (reading: Reading) => AsyncIterable<BatchedDocument[]> | Iterable<BatchedDocument[]>

export type TransactionDeps = {
  database: Database
  /** The store of the record: another one in a rehearsal. */
  record: Database
  channels: () => Promise<Channel[]>
  sealFor: (channel: Channel, at: number) => ImportedTransaction['seal']
  /** Nothing is written. */
  isRehearsal: boolean
  /** Others use the store: they go first after each batch. */
  isShared: boolean
  /** Transactions before this time stay out. */
  since?: number | undefined
  onProgress?: ((done: number) => void) | undefined
}

const collection = 'transactions'
/** Small batches: what is made of a document is garbage before the young generation is collected twice. */
const batchSize = { documents: 40, bytes: 2 * 1024 * 1024 }
const maxBodyBytes = 64 * 1024 * 1024
const day = 24 * 60 * 60 * 1000

/**
 * Imports transactions. Each batch is one commit, and a transaction that is recorded already is not touched. Returns the id of the oldest
 * transaction that was read, also of those that an interrupted import has recorded before.
 */
export async function importTransactions(
  read: ReadBatches,
  { dump, ...deps }: TransactionDeps & { dump: UnpackedDump },
  report: Report,
): Promise<string | undefined> {
  const importer = transactionImporter(deps.record)
  const convert = await converter(dump, deps, report)
  const { findRecorded } = importer
  const onTooLarge = () => leaveOut(report, 'It is larger than an answer of the API may be.')
  let done = 0
  let oldest: string | undefined
  for await (const batch of read({ findRecorded, since: deps.since, onTooLarge })) {
    const started = performance.now()
    const recorded = await findRecorded(batch.map(({ id }) => id))
    report.add(collection, 'unchanged', recorded.size)
    const added = batch.flatMap((one) => (recorded.has(one.id) ? [] : (convert(one) ?? [])))
    if (added.length && !deps.isRehearsal) await importer.add(added)
    for (const { id } of batch) if (isObjectId(id) && (oldest === undefined || id < oldest)) oldest = id
    done += batch.length
    deps.onProgress?.(done)
    if (deps.isShared && added.length) await pause(Math.ceil(performance.now() - started))
  }
  return oldest
}

const isObjectId = (id: string) => /^[0-9a-f]{24}$/.test(id)

/** Reads the transactions of a dump. */
export const dumpTransactions =
  (dump: UnpackedDump): ReadBatches =>
  () =>
    toBatches(dump)

function* toBatches(dump: UnpackedDump): Generator<StoredDocument[]> {
  let [batch, bytes]: [StoredDocument[], number] = [[], 0]
  for (const one of dump.read(collection, { newestFirst: true })) {
    batch.push(one)
    bytes += one.bytes.length
    if (batch.length < batchSize.documents && bytes < batchSize.bytes) continue
    yield batch
    ;[batch, bytes] = [[], 0]
  }
  if (batch.length) yield batch
}

/** Returns the function that turns a transaction of OpenHIM into one to store, and reports what became of it. */
async function converter(dump: UnpackedDump, deps: TransactionDeps, report: Report) {
  const channels = new Map((await deps.channels()).map((channel) => [channel._id, channel]))
  const toChannel = await loadStoredIds(deps.database, 'channels')
  const toClient = await loadStoredIds(deps.database, 'clients')
  const readFile = (id: string) => dump.readFile(id, maxBodyBytes).toString()

  return ({ id, content }: BatchedDocument): ImportedTransaction | undefined => {
    if (!isObjectId(id)) return leaveOut(report, 'Its id is not an ObjectId.')
    const read = readTransaction(content, readFile)
    if ('leftOut' in read) return leaveOut(report, read.leftOut)
    const { document, rerun, canRerun } = read
    const at = document.request.timestamp ?? 0
    if (deps.since !== undefined && at < deps.since) return leaveOut(report, 'It is older than --since.')
    const channelID = toChannel(document.channelID)
    const channel = channels.get(channelID)
    const changes = [
      ...read.changes,
      ...(channel ? [] : ['Its channel does not exist any more.']),
      ...(isExpired(channel, at) ? ['Its bodies are older than the channel keeps them.'] : []),
    ]
    report.add(collection, changes.length ? 'changed' : 'taken')
    for (const change of changes) report.explain(collection, 'changed', '', change)
    return {
      id,
      document: { ...document, channelID, ...(document.clientID && { clientID: toClient(document.clientID) }) },
      rerun,
      canRerun,
      channel,
      isExpired: isExpired(channel, at),
      seal: channel && deps.sealFor(channel, at),
    }
  }
}

function leaveOut(report: Report, reason: string): undefined {
  report.add(collection, 'leftOut')
  report.explain(collection, 'leftOut', '', reason)
}

const isExpired = (channel: Channel | undefined, at: number) =>
  channel?.maxBodyAgeDays !== undefined &&
  channel.maxBodyAgeDays !== null &&
  at < Date.now() - channel.maxBodyAgeDays * day
