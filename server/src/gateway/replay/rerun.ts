import type { RerunObstacle } from '@mediary/contract/operations/tasks'
import { type Issue, issue } from '@mediary/contract/problem'
import type { RerunChange } from '@mediary/contract/transactions'
import { type BodyStore, isDamagedBody, isUnreadableBody } from '../../bodies/index.ts'
import {
  type CompiledChannel,
  type ContentMatcher,
  findRerunObstacle,
  hasDotSegment,
  maxContentBytes,
  type RepeatedRequest,
} from '../../channels/index.ts'
import { findStatus } from '../../clients/index.ts'
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
import { describeBodyChange, findBody } from './rerun-body.ts'
import { RerunProblem, toRerunProblem } from './rerun-problem.ts'

type Deps = {
  gateway: Gateway
  transactions: TransactionStore
  bodies: BodyStore
  matchContent: ContentMatcher['match']
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
      await deps.gateway.refresh()
      return await send(deps, await prepare(deps, original, order))
    } catch (error) {
      if (error instanceof ConflictError) return 'lost'
      if (error instanceof RerunProblem) return { refused: error.message }
      if (error instanceof Refusal && error.stage !== 'record') return { refused: error.message }
      throw error
    }
  }

/** Returns a function that tells, before a task is made, why its rerun could not be sent. Undefined: it could be. */
export const rerunCheck =
  (deps: Omit<Deps, 'ending'>) =>
  async (id: string, edit: Edit | undefined): Promise<Issue | undefined> => {
    const original = await deps.transactions.find(id)
    if (!original) return undefined
    try {
      await prepareRequest(deps, original, edit)
      return undefined
    } catch (error) {
      if (error instanceof RerunProblem) return error.issue
      throw error
    }
  }

/** Returns a function that tells why a recorded request could not be sent again, without a look at its body. */
export const rerunObstacles =
  ({ snapshot }: Pick<Gateway, 'snapshot'>) =>
  ({ channel, client: id, ...request }: RecordedRequest): RerunObstacle | undefined => {
    const client = id === null ? undefined : snapshot().byId.get(id)
    return findRerunObstacle(snapshot().channels.get(channel), {
      ...request,
      client,
      hadClient: id !== null,
      clientIsDisabled: findStatus(client?.status, Date.now()) === 'disabled',
    })
  }

type RecordedRequest = Omit<RepeatedRequest, 'client' | 'hadClient' | 'clientIsDisabled'> & {
  channel: string
  client: string | null
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

/** Builds the source of a rerun from the record, with the edits of the order. */
async function prepare(deps: Deps, original: TransactionRow, order: Order): Promise<Source> {
  const { gateway, bodies } = deps
  const { edit, attempt, routes } = order
  const { channel, arrival, body, changes } = await prepareRequest(deps, original, edit)
  if (routes) requireRoute(gateway, channel, routes)
  const bodyChanges = changes && (await describeBodyChange(bodies, original, edit))
  return {
    arrival,
    body,
    span: undefined,
    identify: () => buildCaller(gateway, original),
    findChannel: () => channel,
    authorised: true,
    attempt,
    routes,
    companions: (id) => order.companions(id, changes && [...changes, ...(bodyChanges ?? [])]),
  }
}

/** Builds the request of a rerun. Throws a RerunProblem when its channel would not take it, or not from its client. */
async function prepareRequest(
  { gateway, transactions, bodies, matchContent }: Omit<Deps, 'ending'>,
  original: TransactionRow,
  edit: Edit | undefined,
) {
  const { request, changes } = buildRequest(original, await readHeaders(transactions, original.id), edit)
  if (hasDotSegment(request.path)) throw new RerunProblem(issue('path', 'rerun-path-malformed'))
  const { size, source } = findBody(bodies, original, edit)
  const length = size ? ['Content-Length', String(size)] : []
  const arrival = buildArrival({
    ...request,
    headers: [...request.headers, ...length, rerunHeader, original.id],
    address: original.client_ip,
    hasBody: size > 0,
  })
  const { contentType, contentEncoding } = arrival.head
  const channel = gateway.snapshot().channels.get(original.channel)
  const refuse = (obstacle: RerunObstacle) =>
    toRerunProblem(obstacle, {
      ...request,
      channel: channel?.channel.name ?? '',
      address: original.client_ip,
      editsBody: edit?.body !== undefined,
    })
  const about = { channel: original.channel, client: original.client, address: original.client_ip }
  if (original.shadow) throw refuse('in-shadow')
  const obstacle = rerunObstacles(gateway)({ ...request, ...about, contentType })
  if (!channel || obstacle) throw refuse(obstacle ?? 'channel-deleted')
  if (original.status === 'Processing') throw refuse('under-way')
  if (size && edit?.body === undefined && !(await isBodyStored(bodies, original))) throw refuse('body-not-stored')
  const body = new SourceBody(source())
  if (channel.channel.type === 'http' && channel.takesContent) {
    const { bytes, whole } = await body.take(maxContentBytes)
    const asked = { method: request.method, path: request.path, contentType, contentEncoding }
    if (!(await matchContent([channel], asked, whole ? bytes : undefined))) throw refuse('content-not-taken')
  }
  return { channel, arrival, body, changes }
}

function buildRequest(original: TransactionRow, headers: string[], edit: Edit | undefined) {
  const recorded = {
    method: original.method,
    path: original.path,
    query: removeRedacted(original.query),
    headers: selectResendable(headers),
  }
  const unchanged: { request: typeof recorded; changes: RerunChange[] | null } = { request: recorded, changes: null }
  return edit ? edited(recorded, edit) : unchanged
}

function requireRoute(gateway: Gateway, { channel }: CompiledChannel, names: string[]) {
  const { upstreams, secondaries } = gateway.snapshot()
  const present = [upstreams.get(channel._id), ...(secondaries.get(channel._id) ?? []).map(({ upstream }) => upstream)]
  if (present.some((upstream) => upstream && names.includes(upstream.name))) return
  throw new Refusal('match', 404, 'no-route', 'None of the routes that failed exists any more')
}

async function readHeaders({ heads }: TransactionStore, id: string) {
  try {
    return await heads.readRequest(id)
  } catch (error) {
    if (isDamagedBody(error)) throw new RerunProblem(issue('id', 'rerun-headers-damaged'))
    throw error
  }
}

async function isBodyStored(bodies: BodyStore, original: TransactionRow) {
  if (original.can_rerun !== 1) return false
  try {
    return (await bodies.first(original.id, 'request', 1)) !== undefined
  } catch (error) {
    if (isDamagedBody(error)) throw new RerunProblem(issue('id', 'rerun-body-damaged'))
    if (isUnreadableBody(error)) throw new RerunProblem(issue('id', 'rerun-body-not-readable'))
    throw error
  }
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
  return { client, recognised: as, mechanism: undefined, credential: undefined, failures: [], claimed: undefined }
}
