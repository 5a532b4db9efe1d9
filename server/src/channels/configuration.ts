import { Id } from '@mediary/contract/api/shapes'
import { NewChannel } from '@mediary/contract/channels'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import type { ObjectHistory } from '../history/index.ts'
import type { Secrets } from '../platform/secrets.ts'
import { findAllProblems } from './checks/problems.ts'
import { StoredChannel } from './history.ts'
import { parseChannel } from './rows.ts'
import { openPasswords, sealPasswords } from './secrets.ts'

const ChannelDocument = z.object({ ...NewChannel.shape, _id: Id.optional() })
const Routes = z.array(z.looseObject({ _id: z.string().optional(), name: z.string(), password: z.string().optional() }))

/** Describes channels to the configuration as code. Who changed a channel last stands in its history. */
export const channelConfiguration = (history: ObjectHistory, secrets: Secrets): ConfigurationKind => ({
  name: 'channels',
  history,
  schema: ChannelDocument,
  getName: ({ name }) => `${name}`,
  read({ channels = [] }) {
    const [channel] = channels.map((row) => openPasswords(parseChannel(StoredChannel.parse(row)), secrets))
    if (!channel) return {}
    const { _id, updatedBy, problem, ...fields } = channel
    return { _id, ...fields }
  },
  write(document) {
    const { _id = '', ...fields } = ChannelDocument.parse(document)
    const definition = JSON.stringify(sealPasswords(fields, undefined, secrets))
    return { channels: [{ id: _id, name: fields.name, definition }] }
  },
  mapSecrets: (document, visit) => ({
    ...document,
    routes: Routes.parse(document.routes ?? []).map(({ password, ...route }) => {
      const path = `routes.${route._id ?? route.name}.password`
      return { ...route, ...(password !== undefined && { password: visit(password, { path, type: 'sealed' }) }) }
    }),
  }),
  complete: (document, { current, newId }) => {
    const former = Routes.parse(current?.routes ?? [])
    const routes = Routes.parse(document.routes ?? []).map((route) => ({
      ...route,
      _id: route._id ?? former.find(({ name }) => name === route.name)?._id ?? newId(),
    }))
    return { ...document, routes }
  },
  // A channel that OpenHIM had, and that cannot serve, is stored disabled.
  findIssues: (document) => (document.status === 'enabled' ? findAllProblems(ChannelDocument.parse(document)) : []),
})
