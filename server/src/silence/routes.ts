import type { Client } from '@mediary/contract/clients'
import { type ClientSilence, silenceApi } from '@mediary/contract/operations/silence'
import type { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import type { FastifyInstance } from 'fastify'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { type Judged, judgeClients } from './judge.ts'
import type { Calendar, Rhythm } from './rules.ts'
import { hourLength, type SilenceStore } from './store.ts'

type Deps = {
  silence: SilenceStore
  noticeSettings: {
    read: () => Promise<{ silence: SilenceSettings }>
    saveSilence: (settings: SilenceSettings) => Promise<unknown>
  }
  clients: { list: () => Promise<Pick<Client, '_id' | 'name' | 'status'>[]> }
  toLocal: (at: number) => ReturnType<Calendar['toLocal']>
}

const order = ['silent', 'closed', 'as-usual', 'learning'] as const

export const silenceRoutes = (
  app: FastifyInstance,
  require: Require,
  { silence, clients, noticeSettings, toLocal }: Deps,
) =>
  implement(app, require, silenceApi, {
    list: async (_, { caller }) => {
      const allowed = listAllowed(caller, 'client-view-all')
      const visible = (await clients.list()).filter(
        ({ _id, status }) => status === 'enabled' && (allowed === 'all' || allowed.has(_id)),
      )
      const names = new Map(visible.map(({ _id, name }) => [_id, name]))
      const { silence: settings } = await noticeSettings.read()
      const judged = await judgeClients(silence, [...names.keys()], { toLocal, settings, now: Date.now() })
      return judged
        .map((one) => toView(one, names.get(one.client) ?? one.client))
        .sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))
    },
    settings: async () => (await noticeSettings.read()).silence,
    saveSettings: async ({ body }) => {
      await noticeSettings.saveSilence(body)
      return 'The settings are saved'
    },
  })

const toTimestamp = (hour: number) => new Date(hour * hourLength).toISOString()

function toView({ client, last, rhythm, isSet, isClosed, silent, found }: Judged, name: string): ClientSilence {
  const silence = silent ?? found
  return {
    clientID: client,
    client: name,
    state: silence ? 'silent' : isClosed ? 'closed' : rhythm ? 'as-usual' : 'learning',
    ...(rhythm && { rhythm: { ...toRhythmView(rhythm), set: isSet } }),
    ...(last !== undefined && { lastHour: toTimestamp(last) }),
    ...(silence && { silentSince: toTimestamp(silence.since + 1) }),
  }
}

function toRhythmView(rhythm: Rhythm): Omit<NonNullable<ClientSilence['rhythm']>, 'set'> {
  if (rhythm.kind === 'interval') return { kind: rhythm.kind, intervalHours: rhythm.interval }
  const { kind, weekdays } = rhythm
  return { kind, weekdays, ...(rhythm.kind === 'hours' && { hours: rhythm.hours }) }
}
