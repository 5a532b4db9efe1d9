import type { Sent } from './clients.ts'
import { answerTo, digest, numbered } from './numbered.ts'
import type { Reached } from './numbered-upstream.ts'
import type { Kept } from './store-history.ts'

/** The histories that clients, upstreams and the store have of the same requests. */
export type Histories = { sent: Sent[]; primary: Reached[]; secondary: Reached[]; kept: Kept[] }

/** `refused`: statuses with which clients may have been turned away. `errors`: what records of failures may say. */
export type Expected = { refused: number[]; errors: RegExp }

/** Every contradiction between the histories, in words; none when the promises were kept. */
export const check = (histories: Histories, expected: Expected): string[] => [
  ...answersAreRecorded(histories, expected),
  ...whatReachedIsRecorded(histories),
  ...nothingTwice(histories),
  ...orderIsKept(histories),
  ...recordsAreTrue(histories, expected),
]

function answersAreRecorded({ sent, kept }: Histories, { refused, errors }: Expected): string[] {
  const byId = new Map(kept.map((one) => [one.id, one]))
  return sent.flatMap(({ n, answered }) => {
    if (!answered) return []
    const { status, transactionId, right } = answered
    if (status !== 200) return refused.includes(status) ? [] : [`request ${n} was answered with ${status}`]
    if (!right) return [`request ${n} was answered with what is not its answer`]
    const record = transactionId === undefined ? undefined : byId.get(transactionId)
    if (record?.n !== n) return [`request ${n} was answered (${transactionId}) and is not recorded`]
    if (!saysAnswered(record, errors))
      return [`request ${n} was answered with 200, and its record says ${record.status} ${record.responseStatus}`]
    return bodiesAreRecorded(record)
  })
}

/** What was answered while its second route was under way may have been cut off there. */
const saysAnswered = ({ n, status, responseStatus, error }: Kept, errors: RegExp) =>
  responseStatus === 200 &&
  (status === 'Successful' ||
    (status === 'Completed with error(s)' && numbered(n).path.startsWith('/both/') && errors.test(error ?? '')))

function bodiesAreRecorded({ n, request, response }: Kept): string[] {
  const { body, query } = numbered(n)
  const answer = answerTo({ n, query })
  return [
    ...(request === (body && digest(body)) ? [] : [`request ${n}: the recorded body is not what was sent`]),
    ...(response === (answer.length ? digest(answer) : undefined)
      ? []
      : [`request ${n}: the recorded answer is not what was answered`]),
  ]
}

function whatReachedIsRecorded({ primary, secondary, kept }: Histories): string[] {
  const byId = new Map(kept.map((one) => [one.id, one]))
  return [...primary, ...secondary].flatMap(({ n, transactionId }) =>
    byId.get(transactionId)?.n === n ? [] : [`request ${n} reached an upstream (${transactionId}) and is not recorded`],
  )
}

function nothingTwice({ primary, secondary, kept }: Histories): string[] {
  const repeated = (numbers: number[]) => numbers.filter((n, i) => i > 0 && numbers[i - 1] === n)
  const twice = (list: { n: number }[]) => repeated(list.map(({ n }) => n).sort((a, b) => a - b))
  return [
    ...twice(primary).map((n) => `request ${n} reached its upstream twice`),
    ...twice(secondary).map((n) => `request ${n} reached its second upstream twice`),
    ...twice(kept).map((n) => `request ${n} is recorded twice`),
  ]
}

/** Of one connection, what was sent later neither reaches an upstream earlier nor is recorded earlier. */
function orderIsKept({ sent, primary, kept }: Histories): string[] {
  const connectionOf = new Map(sent.map(({ n, connection }) => [n, connection]))
  const outOfOrder = (numbers: number[], what: string) => {
    const last = new Map<number, number>()
    return numbers.flatMap((n) => {
      const connection = connectionOf.get(n) ?? -1
      const before = last.get(connection) ?? -1
      last.set(connection, n)
      return before > n ? [`request ${n} ${what} after request ${before} of the same connection`] : []
    })
  }
  return [
    ...outOfOrder(
      primary.map(({ n }) => n),
      'reached its upstream',
    ),
    ...outOfOrder(
      kept.map(({ n }) => n),
      'was recorded',
    ),
  ]
}

/** The record claims nothing that did not happen, and leaves nothing open. */
function recordsAreTrue({ sent, primary, kept }: Histories, { errors }: Expected): string[] {
  const reached = new Set(primary.map(({ transactionId }) => transactionId))
  const numbers = new Set(sent.map(({ n }) => n))
  return kept.flatMap(({ id, n, status, error }) => {
    if (!numbers.has(n)) return [`request ${n} is recorded and was never sent`]
    if (status === 'Successful')
      return reached.has(id) ? [] : [`request ${n} is recorded as successful and reached nobody`]
    if (status === 'Processing') return [`request ${n} is left open (${id})`]
    return errors.test(error ?? '') ? [] : [`request ${n} is recorded as ${status}: ${error}`]
  })
}
