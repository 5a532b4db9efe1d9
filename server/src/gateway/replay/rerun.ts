import { createHash } from 'node:crypto'
import type { RerunChange } from '@mediary/contract/transactions'
import type { BodyStore } from '../../bodies/index.ts'
import { type CompiledChannel, hasDotSegment } from '../../channels/index.ts'
import { notRecorded } from '../../platform/redaction.ts'
import { type Edit, edited, type Order, pairs, type Repeat } from '../../tasks/index.ts'
import { ConflictError, type TransactionRow, type TransactionStore } from '../../transactions/index.ts'
import type { Identified } from '../authentication/credentials.ts'
import type { Gateway } from '../context.ts'
import { handle, type Source } from '../handle.ts'
import { buildArrival } from '../listeners/request.ts'
import { nullSink } from '../proxy/sink.ts'
import { SourceBody } from '../proxy/source-body.ts'
import { Refusal } from '../refusal.ts'
import { startSpan } from '../spans.ts'

type Deps = {
  gateway: Gateway
  transactions: TransactionStore
  bodies: BodyStore
  /** Aborted when this process ends: another process then reads from the record how its transactions ended. */
  ending: AbortSignal
}

/** Tells an upstream that it may have seen this request before, and as which transaction. */
const rerunHeader = 'X-Mediary-Rerun-Of'

/**
 * Sends recorded transactions once more, through the stages of a request: in the name of the client they came from, to
 * the channel as it is today, with no credential but the route's own (none is stored).
 */
export const rerunner =
  (deps: Deps): Repeat =>
  async (order) => {
    const original = await deps.transactions.find(order.transaction)
    if (!original) return { refused: 'The transaction is not in the record' }
    try {
      return await send(deps, await prepare(deps, original, order))
    } catch (error) {
      if (error instanceof ConflictError) return 'lost'
      if (error instanceof Refusal && error.stage !== 'record') return { refused: error.message }
      throw error
    }
  }

/** Resolves when the record knows the new transaction. Its end follows. */
async function send(deps: Deps, source: Source) {
  const { gateway } = deps
  const begun = Promise.withResolvers<string>()
  const span = startSpan(gateway, 'internal', 'rerun', source.arrival)
  const handling = handle(gateway, { ...source, span, onBegun: begun.resolve }, nullSink)
  handling.catch(begun.reject)
  const id = await begun.promise
  const ended = handling
    .then(({ routesEnded }) => routesEnded)
    .catch((error: unknown) => gateway.log.error({ err: error, transaction: id }, 'a rerun failed'))
    .then(() => endWhenRecordable(deps, id))
    .finally(() => span?.end())
  return { begun: id, ended }
}

const retryInterval = 1_000

/** Ends a transaction whose outcome could not be written when it was known. It must not stay under way for ever. */
async function endWhenRecordable({ transactions, gateway, ending }: Deps, id: string) {
  for (let tries = 0; !ending.aborted; tries++) {
    try {
      await transactions.endUnanswered(id, Date.now())
      return
    } catch (error) {
      if (tries === 0)
        gateway.log.error({ err: error, transaction: id }, 'the outcome of a rerun could not be recorded')
      await new Promise((resolve) => setTimeout(resolve, retryInterval))
    }
  }
}

/** Builds the request of a rerun from the record, with the edits of the order. */
async function prepare({ gateway, bodies }: Deps, original: TransactionRow, order: Order): Promise<Source> {
  const { edit, attempt, routes } = order
  const channel = findChannel(gateway, original)
  if (routes) requireRoute(gateway, channel, routes)
  const { request, changes } = buildRequest(original, edit)
  requireMethod(channel, request.method)
  requirePath(channel, request.path)
  const body = getBody(bodies, original, edit)
  if (body.size && edit?.body === undefined) await requireStoredBody(bodies, original)
  const bodyChanges = changes && (await describeBodyChange(bodies, original, edit))
  const length = body.size ? ['Content-Length', String(body.size)] : []
  const arrival = buildArrival({
    ...request,
    headers: [...request.headers, ...length, rerunHeader, original.id],
    address: original.client_ip,
    hasBody: body.size > 0,
  })
  return {
    arrival,
    body: new SourceBody(body.source()),
    span: undefined,
    identify: () => buildCaller(gateway, original),
    findChannel: () => channel,
    authorised: true,
    attempt,
    routes,
    companions: (id) => order.alongside(id, changes && [...changes, ...(bodyChanges ?? [])]),
  }
}

function buildRequest(original: TransactionRow, edit: Edit | undefined) {
  const recorded = {
    method: original.method,
    path: original.path,
    query: removeRedacted(original.query),
    headers: selectResendable(JSON.parse(original.request_headers)),
  }
  const unchanged: { request: typeof recorded; changes: RerunChange[] | null } = { request: recorded, changes: null }
  return edit ? edited(recorded, edit) : unchanged
}

function requirePath({ channel, takesPath }: CompiledChannel, path: string) {
  if (hasDotSegment(path)) throw new Refusal('receive', 400, 'malformed', 'The path has dot segments')
  if (channel.type !== 'http' || takesPath(path)) return
  throw new Refusal('match', 404, 'no-channel', `The channel "${channel.name}" does not take the path ${path}`)
}

function requireMethod({ channel: { name, methods } }: CompiledChannel, asked: string) {
  if (methods.length === 0 || methods.some((method) => method === asked)) return
  const reason = `The channel "${name}" does not take ${asked}: only ${methods.join(', ')}`
  throw new Refusal('match', 405, 'wrong-method', reason)
}

function findChannel(gateway: Gateway, { channel: id, status }: TransactionRow): CompiledChannel {
  const refuse = (reason: string) => new Refusal('match', 404, 'no-channel', reason)
  const channel = gateway.snapshot().channels.get(id)
  if (!channel || channel.channel.status === 'deleted') throw refuse('Its channel no longer exists')
  if (channel.channel.status !== 'enabled') throw refuse(`The channel "${channel.channel.name}" is disabled`)
  if (status === 'Processing') throw refuse('It is still under way')
  return channel
}

function requireRoute(gateway: Gateway, { channel }: CompiledChannel, names: string[]) {
  const { upstreams, secondaries } = gateway.snapshot()
  const present = [upstreams.get(channel._id), ...(secondaries.get(channel._id) ?? []).map(({ upstream }) => upstream)]
  if (present.some((upstream) => upstream && names.includes(upstream.name))) return
  throw new Refusal('match', 404, 'no-route', 'None of the routes that failed exists any more')
}

function getBody(bodies: BodyStore, original: TransactionRow, edit: Edit | undefined) {
  if (edit?.body !== undefined) {
    const bytes = Buffer.from(edit.body ?? '', 'base64')
    return { size: bytes.length, source: () => yieldBytes(bytes) }
  }
  return { size: original.request_size ?? 0, source: () => bodies.pieces(original.id, 'request') }
}

async function* yieldBytes(bytes: Uint8Array) {
  yield bytes
}

async function requireStoredBody(bodies: BodyStore, original: TransactionRow) {
  const first = await bodies.first(original.id, 'request', 1)
  if (original.can_rerun === 1 && first) return
  throw new Refusal('receive', 400, 'malformed', 'Its body is not stored')
}

/** Returns the headers to send again. The record has no credential, and the note in its place is not sent. */
const selectResendable = (recorded: string[]) =>
  pairs(recorded)
    .filter(
      ([name, value]) => !/^(authorization|content-length|x-mediary-rerun-of)$/i.test(name) && value !== notRecorded,
    )
    .flat()

const removeRedacted = (query: string) =>
  query
    .split('&')
    .filter((part) => !part.endsWith(`=${encodeURIComponent(notRecorded)}`))
    .join('&')

/** Returns the client that sent the original, if it still exists. */
function buildCaller(gateway: Gateway, { client: id }: TransactionRow): Identified {
  const client = id === null ? undefined : gateway.snapshot().byId.get(id)
  const as = client ? `rerun as ${client.clientID}` : 'rerun'
  return { client, recognised: as, mechanism: undefined, failures: [], claimed: undefined }
}

async function describeBodyChange(bodies: BodyStore, original: TransactionRow, edit?: Edit) {
  if (edit?.body === undefined) return []
  const from = await describeBody(getBody(bodies, original, undefined).source())
  const to = await describeBody(yieldBytes(Buffer.from(edit.body ?? '', 'base64')))
  return from === to ? [] : [{ what: 'body', from, to }]
}

async function describeBody(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source) {
    hash.update(chunk)
    size += chunk.length
  }
  return `${size} bytes, sha256 ${hash.digest('hex')}`
}
