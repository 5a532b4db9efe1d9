import { type AppFilters, appsApi, type NewApp } from '@mediary/contract/apps'
import type { FastifyInstance } from 'fastify'
import { may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import type { AppStore } from './store.ts'

export const appRoutes = (app: FastifyInstance, require: Require, { apps }: { apps: AppStore }) =>
  implement(app, require, appsApi, {
    list: async ({ query }, { caller }) =>
      (await apps.list())
        .filter(({ _id, showInPortal }) => showInPortal || may(caller, 'app-view-all', _id))
        .filter((one) => passes(one, query)),
    get: ({ params }) => apps.find(params.id),
    create: async ({ body }) => apps.find(await apps.create(body)),
    update: async ({ params, body }) => {
      const changes = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
      await apps.update(params.id, (former) => ({ ...former, ...changes }))
      return apps.find(params.id)
    },
    remove: async ({ params }) => {
      await apps.remove(params.id)
      return { success: true as const }
    },
    importMap: async () => {
      const shown = (await apps.list()).filter(({ showInPortal }) => showInPortal)
      return { imports: Object.fromEntries(shown.map(({ name, url }) => [name, url])) }
    },
  })

const passes = (app: NewApp, { name, type, category, showInPortal, showInSideBar }: AppFilters) =>
  (name === undefined || app.name === name) &&
  (type === undefined || app.type === type) &&
  (category === undefined || app.category === category) &&
  (showInPortal === undefined || app.showInPortal === showInPortal) &&
  (showInSideBar === undefined || app.showInSideBar === showInSideBar)
