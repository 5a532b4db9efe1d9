import { createHash } from 'node:crypto'
import type { RerunChange } from '@mediary/contract/transactions'
import type { BodyStore } from '../../bodies/index.ts'
import type { CompiledChannel } from '../../channels/index.ts'
import { notRecorded } from '../../platform/redaction.ts'
import { type Edit, edited, type Order, pairs, type Repeat } from '../../tasks/index.ts'
import { ConflictError, type Recorder, type TransactionRow, type TransactionStore } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import { arrivalOf } from '../listeners/request.ts'
import { exchange } from '../proxy/proxy.ts'
import { recordedBody } from '../proxy/recorded-body.ts'
import { exchangeRoutes } from '../proxy/secondary-only.ts'
import { nowhere } from '../proxy/sink.ts'
import { type Accepted, begin, type Transaction } from '../proxy/transaction.ts'
import { Refused } from '../refusal.ts'
import { spanOf } from '../spans.ts'
import type { Secondary } from '../upstreams/pool.ts'

type Deps = {
  gateway: Gateway
  transactions: TransactionStore
  bodies: BodyStore
  /** Aborted when this process ends: others read then from the record what became of its transactions. */
  ending: AbortSignal
}

/** Tells an upstream that it may have seen this before, and as which transaction. */
const repeats = 'X-Mediary-Rerun-Of'

/**
 * Sends recorded transactions once more, through the same stages as requests: in the name of the client they came from,
 * to what the channel is today, with no credential but the route's own (none is stored).
 */
export const resender =
  (deps: Deps): Repeat =>
  async (order) => {
    const { transactions } = deps
    const original = await transactions.find(order.transaction)
    if (!original) return { refused: 'The transaction is not in the record' }
    try {
      const { accepted, changes } = await prepare(deps, original, order)
      return await send(deps, order, accepted, changes)
    } catch (error) {
      if (error instanceof Refused && error.stage !== 'record') return { refused: error.message }
      throw error
    }
  }

async function send(deps: Deps, order: Order, accepted: Accepted, changes: RerunChange[] | null) {
  const { gateway } = deps
  const span = spanOf(gateway, 'internal', 'rerun', accepted.arrival)
  const { recorder, failed } = proving(gateway.recorder, order, changes)
  const transaction = await begin({ ...gateway, recorder }, { ...accepted, span }).catch((error: unknown) => {
    throw failed() ?? error
  })
  const failure = failed()
  if (failure instanceof ConflictError) return 'lost' as const
  // A channel may let pass what cannot be recorded; what is sent again is never more than the record knows.
  if (failure) throw failure
  const ended = sendVia(gateway, transaction, order.routes)
    .catch((error: unknown) => gateway.log.error({ err: error, transaction: transaction.id }, 'a rerun failed'))
    .then(() => untilRecorded(deps, transaction.id))
    .finally(() => span?.end())
  return { begun: transaction.id, ended }
}

/** All routes, or those that are named: with the primary, or without it. */
async function sendVia(gateway: Gateway, transaction: Transaction, names: string[] | undefined): Promise<void> {
  if (!names) return (await exchange(gateway, transaction, nowhere))?.settled
  const some = named(transaction.secondaries, names)
  if (!names.includes(transaction.upstream.name)) return exchangeRoutes(gateway, transaction, some)
  return (await exchange(gateway, { ...transaction, secondaries: some.length ? some : undefined }, nowhere))?.settled
}

const named = (secondaries: readonly Secondary[] | undefined, names: string[]) =>
  (secondaries ?? []).filter(({ upstream }) => names.includes(upstream.name))

/** Adds to the commit that begins the transaction what it must prove. */
function proving(recorder: Recorder, order: Order, changes: RerunChange[] | null) {
  const state = { failed: undefined as unknown }
  return {
    failed: () => state.failed,
    recorder: {
      ...recorder,
      begin: (value: Parameters<Recorder['begin']>[0]) =>
        recorder.begin(value, order.alongside(value.id, changes)).catch((error: unknown) => {
          recorder.forget(value.id)
          state.failed = error
          if (!(error instanceof ConflictError)) throw error
        }),
    },
  }
}

const pause = 1_000

/** An outcome that could not be written when it was known: the transaction must not stay under way for ever. */
async function untilRecorded({ transactions, gateway, ending }: Deps, id: string) {
  for (let tries = 0; !ending.aborted; tries++) {
    try {
      await transactions.endUnanswered(id, Date.now())
      return
    } catch (error) {
      if (tries === 0)
        gateway.log.error({ err: error, transaction: id }, 'the outcome of a rerun could not be recorded')
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

async function prepare({ gateway, bodies }: Deps, original: TransactionRow, { edit, attempt, routes }: Order) {
  const channel = channelFor(gateway, original)
  if (routes) mustHaveOne(gateway, channel, routes)
  const recorded = {
    method: original.method,
    path: original.path,
    query: withoutMarks(original.query),
    headers: resendable(JSON.parse(original.request_headers)),
  }
  const { request, changes } = edit ? edited(recorded, edit) : { request: recorded, changes: null }
  if (channel.channel.methods.length && !channel.channel.methods.some((method) => method === request.method))
    throw new Refused(
      'match',
      405,
      'wrong-method',
      `The channel "${channel.channel.name}" does not take ${request.method}: only ${channel.channel.methods.join(', ')}`,
    )
  const body = bodyOf(bodies, original, edit)
  if (body.size && edit?.body === undefined) await mustBeStored(bodies, original)
  const length = body.size ? ['Content-Length', String(body.size)] : []
  const accepted: Accepted = {
    arrival: arrivalOf({
      ...request,
      headers: [...request.headers, ...length, repeats, original.id],
      address: original.client_ip,
      hasBody: body.size > 0,
    }),
    body: recordedBody(body.source()),
    caller: callerOf(gateway, original),
    channel,
    attempt,
  }
  return { accepted, changes: changes && [...changes, ...(await bodyChange(bodies, original, edit))] }
}

function channelFor(gateway: Gateway, { channel: id, status }: TransactionRow): CompiledChannel {
  const refuse = (reason: string) => new Refused('match', 404, 'no-channel', reason)
  const channel = gateway.snapshot().channelOf.get(id)
  if (!channel || channel.channel.status === 'deleted') throw refuse('Its channel does not exist any more')
  if (channel.channel.status !== 'enabled') throw refuse(`The channel "${channel.channel.name}" is disabled`)
  if (status === 'Processing') throw refuse('It is still under way')
  return channel
}

function mustHaveOne(gateway: Gateway, { channel }: CompiledChannel, names: string[]) {
  const { upstreamOf, secondariesOf } = gateway.snapshot()
  const isThere = names.includes(upstreamOf.get(channel._id)?.name ?? '')
  if (isThere || named(secondariesOf.get(channel._id), names).length) return
  throw new Refused('match', 404, 'no-route', 'None of the routes that failed exists any more')
}

function bodyOf(bodies: BodyStore, original: TransactionRow, edit: Edit | undefined) {
  if (edit?.body !== undefined) {
    const bytes = Buffer.from(edit.body ?? '', 'base64')
    return { size: bytes.length, source: () => one(bytes) }
  }
  return { size: original.request_size ?? 0, source: () => bodies.pieces(original.id, 'request') }
}

async function* one(bytes: Uint8Array) {
  yield bytes
}

async function mustBeStored(bodies: BodyStore, original: TransactionRow) {
  const first = await bodies.first(original.id, 'request', 1)
  if (original.can_rerun === 1 && first) return
  throw new Refused('receive', 400, 'malformed', 'Its body is not stored')
}

/** No credential that came with it is stored, and what stands in its place is not sent. */
const resendable = (recorded: string[]) =>
  pairs(recorded)
    .filter(
      ([name, value]) => !/^(authorization|content-length|x-mediary-rerun-of)$/i.test(name) && value !== notRecorded,
    )
    .flat()

const withoutMarks = (query: string) =>
  query
    .split('&')
    .filter((part) => !part.endsWith(`=${encodeURIComponent(notRecorded)}`))
    .join('&')

/** The client that sent it, if it is still known; a rerun is recognised by nothing but the record. */
function callerOf(gateway: Gateway, { client: id }: TransactionRow): Accepted['caller'] {
  const client = id === null ? undefined : gateway.snapshot().byId.get(id)
  const as = client ? `rerun as ${client.clientID}` : 'rerun'
  return { client, recognised: as, mechanism: undefined, failures: [], claimed: undefined }
}

async function bodyChange(bodies: BodyStore, original: TransactionRow, edit?: Edit) {
  if (edit?.body === undefined) return []
  const from = await described(bodyOf(bodies, original, undefined).source())
  const to = await described(one(Buffer.from(edit.body ?? '', 'base64')))
  return from === to ? [] : [{ what: 'body', from, to }]
}

async function described(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of source) {
    hash.update(piece)
    size += piece.length
  }
  return `${size} bytes, sha256 ${hash.digest('hex')}`
}
