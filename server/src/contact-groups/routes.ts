import { contactGroupsApi } from '@mediary/contract/operations/contact-groups'
import type { FastifyInstance } from 'fastify'
import type { ChannelStore } from '../channels/index.ts'
import { type Caller, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict } from '../platform/http/problem.ts'
import type { ContactGroupStore } from './store.ts'

type Deps = {
  contactGroups: ContactGroupStore
  channels: Pick<ChannelStore, 'list'>
  noticeSettings: { read: () => Promise<{ groups: readonly string[] }> }
}

export const contactGroupRoutes = (
  app: FastifyInstance,
  require: Require,
  { contactGroups, channels, noticeSettings }: Deps,
) =>
  implement(app, require, contactGroupsApi, {
    list: () => contactGroups.list(),
    get: ({ params }) => contactGroups.find(params.id),
    create: async ({ body }) => {
      await contactGroups.create(body)
      return 'Contact Group successfully created'
    },
    update: async ({ params, body }) => {
      await contactGroups.update(params.id, ({ group, users, onCall }) => ({
        group: body.group ?? group,
        users: body.users ?? users,
        onCall: body.onCall === undefined ? onCall : (body.onCall ?? undefined),
      }))
      return 'Successfully updated contact group.'
    },
    remove: async ({ params }, { caller }) => {
      await contactGroups.find(params.id)
      await refuseUsed(channels, params.id, caller)
      if ((await noticeSettings.read()).groups.includes(params.id)) throw conflict('contact-group-gets-notices')
      await contactGroups.remove(params.id)
      return 'Successfully removed contact group.'
    },
  })

/** Refuses to delete a group that alerts use. OpenHIM's console shows the names of the channels, which it reads from a list. */
async function refuseUsed(channels: Deps['channels'], group: string, caller: Caller) {
  const using = (await channels.list()).filter(
    ({ status, alerts }) => status !== 'deleted' && alerts.some(({ groups }) => groups.includes(group)),
  )
  if (using.length === 0) return
  const visible = using.filter(({ _id }) => may(caller, 'channel-view-all', _id))
  throw conflict(
    'contact-group-in-use',
    { count: using.length, channels: visible.map(({ name }) => `"${name}"`).join(', ') },
    { plainDocument: visible.map(({ _id, name }) => ({ _id, name })) },
  )
}
