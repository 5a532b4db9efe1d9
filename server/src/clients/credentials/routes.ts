import { type Credential, credentialsApi } from '@mediary/contract/clients/credentials'
import type { FastifyInstance } from 'fastify'
import { may } from '../../platform/http/caller.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { notFound } from '../../platform/http/problem.ts'
import type { LastUsed } from '../last-used.ts'
import type { LeakFinder } from './leaked.ts'
import type { CredentialStore } from './store.ts'
import { judgeRevocation } from './usage.ts'

type Deps = {
  lastUsed: Pick<LastUsed, 'ofCredentials'>
  findLeaked: LeakFinder
  /** Counts the requests that used a credential on so many days before now, by channel. */
  countUses: (credential: string, days: number) => Promise<{ channel: string; requests: number }[]>
}

export const credentialRoutes = (
  app: FastifyInstance,
  require: Require,
  credentials: CredentialStore,
  { lastUsed, countUses, findLeaked }: Deps,
) => {
  const list = (client: string) => credentials.list(client, lastUsed.ofCredentials)

  return implement(app, require, credentialsApi, {
    list: ({ params }) => list(params.id),
    add: ({ params, body }, { caller }) => credentials.add(params.id, body, caller),
    rotate: ({ params, body }, { caller }) => credentials.rotate(params.id, params.credential, body, caller),
    revoke: ({ params }) => credentials.revoke(params.id, params.credential),
    leaked: async ({ body: { text, days } }, { caller }) => {
      const { found, ofNobody } = await findLeaked(text)
      const managed = found.filter(({ client }) => may(caller, 'client-manage-all', client.id))
      const shown = await Promise.all(
        managed.map(async ({ client, credential: { id } }) => {
          const credential = find(await list(client.id), id) ?? refuseUnknown(id)
          const channels = await countUses(id, days)
          return {
            client: { _id: client.id, clientID: client.client_id },
            credential,
            requests: channels.reduce((sum, one) => sum + one.requests, 0),
            channels: channels
              .filter(({ channel }) => may(caller, 'channel-view-all', channel))
              .map(({ channel, requests }) => ({ _id: channel, requests })),
          }
        }),
      )
      return { days, found: shown, ofNobody: ofNobody + found.length - managed.length }
    },
    usage: async ({ params, query: { days } }, { caller }) => {
      const all = await list(params.id)
      const credential = find(all, params.credential) ?? refuseUnknown(params.credential)
      const successor = credential.successor === undefined ? undefined : find(all, credential.successor)
      const channels = await countUses(credential._id, days)
      const requests = channels.reduce((sum, one) => sum + one.requests, 0)
      const visible = channels.filter(({ channel }) => may(caller, 'channel-view-all', channel))
      return {
        days,
        requests,
        channels: visible.map(({ channel, requests }) => ({ _id: channel, requests })),
        lastUsed: credential.lastUsed,
        ...(successor && { successor }),
        ...judgeRevocation(credential, requests, successor),
      }
    },
  })
}

const find = (all: readonly Credential[], id: string) => all.find(({ _id }) => _id === id)

const refuseUnknown = (id: string): never => {
  throw notFound('credential-not-found', { id })
}
