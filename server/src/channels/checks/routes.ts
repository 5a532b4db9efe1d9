import { channelChecksApi } from '@mediary/contract/channels/checks'
import { issue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import { listAllowed } from '../../platform/http/caller.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { invalidRequest } from '../../platform/http/problem.ts'
import type { ChannelStore } from '../store.ts'
import { connectionChecks } from './connection.ts'
import { findOwnListener, type OwnListeners } from './own-listener.ts'
import { checkPattern } from './pattern.ts'
import { checkSearchKey } from './search-key.ts'

type Deps = {
  channels: Pick<ChannelStore, 'list'>
  /** The PEM text of a trusted certificate. */
  trusted: (id: string) => Promise<string | undefined>
  ownListeners: OwnListeners
}

/** The endpoints that check a channel while a person edits it. */
export function channelCheckRoutes(app: FastifyInstance, require: Require, { channels, trusted, ownListeners }: Deps) {
  const checkConnection = connectionChecks()
  implement(app, require, channelChecksApi, {
    pattern: async ({ body: { paths, ...candidate } }, { caller }) => {
      const allowed = listAllowed(caller, 'channel-view-all')
      const all = await channels.list()
      const others = allowed === 'all' ? all : all.filter(({ _id }) => allowed.has(_id))
      return checkPattern(candidate, paths, others)
    },
    searchKey: async ({ body: { searchKey, ...sample } }) => checkSearchKey(searchKey, sample),
    connection: async ({ body: { host, port, secured, cert } }) => {
      const ca = cert ? await trusted(cert) : undefined
      if (cert && ca === undefined) throw invalidRequest([issue('cert', 'trusted-certificate-gone')])
      return checkConnection({ host, port, secured, ca })
    },
    route: async ({ body }) => ({ warning: findOwnListener(body, ownListeners, await channels.list()) }),
  })
}
