// Tells from the counted requests which channels of a role, and which clients of a role or a channel, are in use.
import { type ChannelUsage, type RoleUsage, usageApi } from '@mediary/contract/roles/usage'
import type { FastifyInstance } from 'fastify'
import { type Caller, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { RoleStore } from './store.ts'

type Use = { channel: string; client: string; requests: number; lastDay: string }
type Member = { _id: string; clientID: string }

type Deps = {
  roles: Pick<RoleStore, 'find' | 'listClientsAllowed'>
  /** Reads the counted requests to channels since so many days before now. */
  readUse: (channels: string[], days: number) => Promise<{ since: string; uses: Use[] }>
}

export const usageRoutes = (app: FastifyInstance, require: Require, { roles, readUse }: Deps) =>
  implement(app, require, usageApi, {
    role: async ({ params: { name }, query }, { caller }): Promise<RoleUsage> => {
      const role = await roles.find(name)
      if (!role) throw notFound('role-not-found', { name })
      const { since, uses } = await readUse(
        role.channels.map(({ _id }) => _id),
        query.days,
      )
      const holders = new Set(role.clients.map(({ _id }) => _id))
      const ofHolders = uses.filter(({ client }) => holders.has(client))
      const byChannel = groupUses(ofHolders, 'channel')
      const channels = role.channels
        .filter(({ _id }) => may(caller, 'channel-view-all', _id))
        .map(({ _id, name }) => {
          const used = byChannel.get(_id) ?? []
          return { _id, name, clients: used.length, ...addUp(used) }
        })
      return {
        days: query.days,
        since,
        channelCount: role.channels.length,
        usedChannels: byChannel.size,
        channels: channels.sort(byLastUse),
        ...listClients(caller, role.clients, ofHolders, query.clients),
      }
    },

    channel: async ({ params: { id }, query }, { caller }): Promise<ChannelUsage> => {
      const { since, uses } = await readUse([id], query.days)
      const allowed = await roles.listClientsAllowed(id)
      if (!allowed) throw notFound('channel-not-found', { id })
      const used = new Set(uses.map(({ client }) => client))
      const members = allowed.everybody ? allowed.clients.filter(({ _id }) => used.has(_id)) : allowed.clients
      return {
        days: query.days,
        since,
        requests: addUp(uses).requests,
        ...listClients(caller, members, uses, query.clients),
      }
    },
  })

function listClients(caller: Caller, members: readonly Member[], uses: readonly Use[], limit: number) {
  const byClient = groupUses(uses, 'client')
  const all = members.map(({ _id, clientID }) => ({ _id, clientID, ...addUp(byClient.get(_id) ?? []) }))
  return {
    clientCount: all.length,
    usedByClients: all.filter(({ lastUsed }) => lastUsed !== null).length,
    clients: all
      .filter(({ _id }) => may(caller, 'client-view-all', _id))
      .sort(byLastUse)
      .slice(0, limit),
  }
}

const groupUses = (uses: readonly Use[], by: 'channel' | 'client') => Map.groupBy(uses, (use) => use[by])

const addUp = (uses: readonly Use[]) => ({
  requests: uses.reduce((sum, { requests }) => sum + requests, 0),
  lastUsed: uses.reduce<string | null>((last, { lastDay }) => (last === null || lastDay > last ? lastDay : last), null),
})

type Used = { requests: number; lastUsed: string | null }

/** Sorts what was never used first, then what was last used longest ago, then what was used least. */
const byLastUse = (a: Used, b: Used) =>
  a.lastUsed === b.lastUsed ? a.requests - b.requests : (a.lastUsed ?? '') < (b.lastUsed ?? '') ? -1 : 1
