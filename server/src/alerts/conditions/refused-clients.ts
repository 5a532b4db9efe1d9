import type { Client } from '@mediary/contract/clients'
import { forgetRefused, isRefused, refusedWindow } from './rules.ts'
import type { Condition, ConditionSource } from './source.ts'

/** The refusals of one client. `client`: its Client ID. */
type ClientRefusals = { client: string; count: number; first: number; last: number; code: string }

type Summary = Pick<Client, '_id' | 'clientID' | 'name' | 'status'>

type Deps = {
  clients: { summaries: (clientIDs?: readonly string[]) => Promise<Summary[]> }
  /** Lists the refusals of clients since an instant, because of a credential or a right. */
  listRefused: (since: number) => Promise<ClientRefusals[]>
  /** Counts the accepted requests of some clients in the last weeks, by their ids. */
  countAccepted: (ids: readonly string[], now: number) => Promise<ReadonlyMap<string, number>>
}

/**
 * Watches clients that used to succeed and are refused now. A request that names a client may come from somebody else, so a client
 * that succeeds meanwhile is none of them. What was accepted is compared with the look before.
 */
export function refusedClientSource({ clients, listRefused, countAccepted }: Deps): ConditionSource {
  const state = { before: new Map<string, number>(), acceptedAt: new Map<string, number>() }
  /** Refusals before the last accepted request are over. */
  const findRecent = async (id: string, clientID: string, recent: ReadonlyMap<string, ClientRefusals>, now: number) => {
    const since = state.acceptedAt.get(id) ?? 0
    if (since <= now - refusedWindow) return recent.get(clientID)
    return (await listRefused(since)).find(({ client }) => client === clientID)
  }
  return {
    rule: 'client-refused',
    async list(now, known) {
      const ofDay = new Map((await listRefused(now - forgetRefused)).map((one) => [one.client, one]))
      const recent = new Map((await listRefused(now - refusedWindow)).map((one) => [one.client, one]))
      // A client that is known as refused is known by its name.
      const possible = await clients.summaries(known.size > 0 ? undefined : [...recent.keys()])
      // A client that a person has switched off is refused on purpose.
      const suspects = possible.filter(
        ({ clientID, name, status }) => status === 'enabled' && (recent.has(clientID) || known.has(name)),
      )
      const ids = suspects.map(({ _id }) => _id)
      const sums = ids.length > 0 ? await countAccepted(ids, now) : new Map<string, number>()
      const found: Condition[] = []
      for (const { _id, clientID, name } of suspects) {
        const sum = sums.get(_id) ?? 0
        const former = state.before.get(_id)
        const accepted = former === undefined ? undefined : sum - former
        if (accepted) state.acceptedAt.set(_id, now)
        const { count, first, code } = (await findRecent(_id, clientID, recent, now)) ?? {
          count: 0,
          first: now,
          code: '',
        }
        const lastRefused = ofDay.get(clientID)?.last ?? 0
        if (isRefused({ refused: count, lastRefused, accepted, everAccepted: sum > 0 }, known.has(name), now))
          found.push({ subject: name, since: first, facts: { count, code } })
      }
      state.before = new Map(ids.map((id) => [id, sums.get(id) ?? 0]))
      state.acceptedAt = new Map([...state.acceptedAt].filter(([, at]) => at > now - refusedWindow))
      return found
    },
  }
}
