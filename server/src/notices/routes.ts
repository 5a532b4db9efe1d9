import { noticesApi } from '@mediary/contract/operations/notices'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden } from '../platform/http/problem.ts'
import type { DeliveryDeps } from './delivery/deliver.ts'
import { acknowledgementRoutes } from './on-call/routes.ts'
import { sendClaimed } from './sender.ts'
import type { NoticeSettingsStore } from './settings.ts'
import type { NoticeStore } from './store.ts'
import { buildTest } from './test-notice.ts'

type Deps = DeliveryDeps & { notices: NoticeStore; settings: NoticeSettingsStore }

export function noticeRoutes(app: FastifyInstance, require: Require, deps: Deps) {
  acknowledgementRoutes(app, require, deps)
  implement(app, require, noticesApi, {
    list: ({ query }) => deps.notices.list(query),
    replay: async ({ params }) => {
      await deps.notices.replay(params.id)
      return 'The notice is sent again'
    },
    settings: () => deps.settings.show(),
    saveSettings: async ({ body }) => {
      await deps.settings.save(body)
      return 'The settings are saved'
    },
    test: async ({ body }, { caller }) => {
      if (!caller.user) throw forbidden('only-yourself-visible')
      const notice = buildTest(await deps.settings.read(), caller.user.email, body.method)
      const [id = ''] = await deps.notices.add([notice])
      const [claimed] = await deps.notices.claim(1, Date.now(), id)
      // Otherwise another process was faster, and makes the attempt.
      if (claimed) await sendClaimed(claimed, deps)
      return deps.notices.find(id)
    },
  })
}
