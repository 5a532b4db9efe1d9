import type { Client } from '@mediary/contract/clients'
import { type ClientSilence, silenceApi } from '@mediary/contract/operations/silence'
import type { FastifyInstance } from 'fastify'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { type Judged, judgeClients } from './judge.ts'
import type { Calendar, Rhythm } from './rules.ts'
import { hourLength, type SilenceStore } from './store.ts'

type Deps = {
  silence: SilenceStore
  clients: { list: () => Promise<Pick<Client, '_id' | 'name' | 'status'>[]> }
  toLocal: (at: number) => ReturnType<Calendar['toLocal']>
}

const order = ['silent', 'as-usual', 'learning'] as const

export const silenceRoutes = (app: FastifyInstance, require: Require, { silence, clients, toLocal }: Deps) =>
  implement(app, require, silenceApi, {
    list: async (_, { caller }) => {
      const allowed = listAllowed(caller, 'client-view-all')
      const visible = (await clients.list()).filter(
        ({ _id, status }) => status === 'enabled' && (allowed === 'all' || allowed.has(_id)),
      )
      const names = new Map(visible.map(({ _id, name }) => [_id, name]))
      const judged = await judgeClients(silence, [...names.keys()], toLocal, Date.now())
      return judged
        .map((one) => toView(one, names.get(one.client) ?? one.client))
        .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
    },
  })

const toTimestamp = (hour: number) => new Date(hour * hourLength).toISOString()

function toView({ client, last, rhythm, silent, found }: Judged, name: string): ClientSilence {
  const silence = silent ?? found
  return {
    clientID: client,
    client: name,
    state: silence ? 'silent' : rhythm ? 'as-usual' : 'learning',
    ...(rhythm && { rhythm: toRhythmView(rhythm) }),
    ...(last !== undefined && { lastHour: toTimestamp(last) }),
    ...(silence && { silentSince: toTimestamp(silence.since + 1) }),
  }
}

function toRhythmView(rhythm: Rhythm): ClientSilence['rhythm'] {
  if (rhythm.kind === 'interval') return { kind: rhythm.kind, intervalHours: rhythm.interval }
  const { kind, weekdays } = rhythm
  return { kind, weekdays, ...(rhythm.kind === 'hours' && { hours: rhythm.hours }) }
}
