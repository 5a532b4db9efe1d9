// Compares the decision about one mirrored request with what OpenHIM did with the original.
import type { Answer } from '@mediary/contract/transactions/shadow'
import type { BodyStore } from '../bodies/index.ts'
import { type Difference, describeCause, judgeRecorded, type Rules } from '../parity/index.ts'
import type { RecordedRequest } from '../transactions/index.ts'
import type { MirroredRequest } from './rows.ts'

type Result = 'same' | 'undecided' | Difference
type Deps = { rules: Rules; bodies: Pick<BodyStore, 'first'> }

/** Compares with the transaction that OpenHIM recorded. The rules of today often know the cause. */
export async function compareTransaction(
  { rules, bodies }: Deps,
  row: MirroredRequest,
  request: RecordedRequest,
): Promise<Result> {
  if (row.accepted && row.channel === request.channel && row.client === request.client) return 'same'
  const judgement = await judgeRecorded(rules, request, bodies)
  if (typeof judgement !== 'string') return judgement
  const channel = nameChannel(rules, request.channel)
  const client = nameClient(rules, request.client)
  if (!row.accepted)
    return { kind: findKind(row), cause: describeCause('refused-here', toRefusal(row)), channel, client }
  if (row.channel !== request.channel)
    return {
      kind: 'channel',
      cause: describeCause('other-channel-there', { here: nameChannel(rules, row.channel), there: channel }),
      channel,
      client,
    }
  return { kind: 'client', cause: describeSenders(nameClient(rules, row.client), client), channel, client }
}

function describeSenders(here: string, there: string) {
  if (!here) return describeCause('nobody-here', { there })
  return there ? describeCause('other-client-there', { here, there }) : describeCause('nobody-there', { here })
}

/** Statuses with which OpenHIM refuses a request. */
const refusals = [401, 403, 404]

/** Compares with the status of an answer. A refused request has no transaction in OpenHIM. */
export function compareAnswer(
  rules: Rules,
  row: MirroredRequest,
  { status, transaction }: Pick<Answer, 'status' | 'transaction'>,
): Result {
  const about = row.accepted
    ? { channel: nameChannel(rules, row.channel), client: nameClient(rules, row.client) }
    : { channel: row.channel ?? '', client: row.client ?? '' }
  const wasRefused = transaction === undefined && refusals.includes(status)
  if (row.accepted)
    return wasRefused
      ? { kind: 'outcome', cause: describeCause('refused-there', { there: status }), ...about }
      : 'undecided'
  // OpenHIM answers 500 also where it fails before it has found a channel.
  if (transaction === undefined && status >= 500) return 'undecided'
  if (!wasRefused) return { kind: findKind(row), cause: describeCause('refused-here-only', toRefusal(row)), ...about }
  if (isNotFound(status) === isNotFound(row.status ?? 0)) return 'same'
  return {
    kind: 'outcome',
    cause: describeCause('refused-differently', { ...toRefusal(row), there: status }),
    ...about,
  }
}

const isNotFound = (status: number) => status === 404

const toRefusal = ({ status, code }: MirroredRequest) => ({ status: status ?? 0, code: code ?? '' })

/** A client that was not recognised is another difference than one that may not use the channel. */
const findKind = ({ stage }: MirroredRequest) => (stage === 'identify' ? 'client' : 'outcome')

const nameChannel = ({ channels }: Rules, id: string | null) =>
  channels.find(({ channel }) => channel._id === id)?.channel.name ?? id ?? ''

const nameClient = ({ clients }: Rules, id: string | null) => (id === null ? '' : (clients.get(id)?.clientID ?? id))
