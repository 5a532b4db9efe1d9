import { rolesApi } from '@mediary/contract/roles'
import type { FastifyInstance } from 'fastify'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { RoleStore } from './store.ts'

export const roleRoutes = (app: FastifyInstance, require: Require, roles: RoleStore) =>
  implement(app, require, rolesApi, {
    list: async (_input, { caller }) => {
      const allowed = listAllowed(caller, 'client-role-view-all')
      const all = await roles.list()
      return allowed === 'all' ? all : all.filter(({ name }) => allowed.has(name))
    },
    get: async ({ params }) => {
      const role = await roles.find(params.name)
      if (!role) throw notFound('role-not-found', { name: params.name })
      return role
    },
    create: async ({ body }) => {
      await roles.create(body)
      return 'Role successfully created'
    },
    update: async ({ params, body }, { caller }) => {
      await roles.update(params.name, body, caller)
      return 'Successfully updated role'
    },
    remove: async ({ params }) => {
      await roles.remove(params.name)
      return 'Successfully deleted role'
    },
  })
