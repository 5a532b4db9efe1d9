import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { issuesApi } from '@mediary/contract/operations/issues'
import type { Permission } from '@mediary/contract/permission'
import { issue as buildIssue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import { type Caller, listAllowed, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IssueRow } from './rows.ts'
import { type IssueStore, toIssueView } from './store.ts'

type Deps = {
  issues: IssueStore
  channels: { list: (ids?: string[]) => Promise<Channel[]> }
  clients: { list: () => Promise<Pick<Client, '_id' | 'name'>[]> }
  findUser: (email: string) => Promise<object | undefined>
}

const mayFor = (caller: Caller, permission: Permission, { channel }: IssueRow) =>
  may(caller, permission, channel ?? undefined)

export const issueRoutes = (app: FastifyInstance, require: Require, deps: Deps) => {
  const { issues, channels, clients, findUser } = deps

  /** An issue that a caller may not see does not exist for them. */
  const findVisible = async (id: string, caller: Caller) => {
    const issue = await issues.find(id)
    if (!issue || !mayFor(caller, 'transaction-view-all', issue)) throw notFound('issue-not-found', { id })
    return issue
  }
  const loadNames = async () => ({
    channels: new Map((await channels.list()).map(({ _id, name }) => [_id, name])),
    clients: new Map((await clients.list()).map(({ _id, name }) => [_id, name])),
  })

  return implement(app, require, issuesApi, {
    list: async ({ query }, { caller }) => {
      const allowed = listAllowed(caller, 'transaction-view-all')
      const rows = await issues.list(query, allowed === 'all' ? 'all' : [...allowed])
      const names = await loadNames()
      return rows.map((row) => toIssueView(row, names))
    },

    get: async ({ params }, { caller }) => {
      const issue = await findVisible(params.id, caller)
      return { ...toIssueView(issue, await loadNames()), ...(await issues.countMembers(issue)) }
    },

    members: async ({ params, query }, { caller }) => {
      await findVisible(params.id, caller)
      const members = (await issues.listMembers(params.id, query)).map(({ member, healed_at }) => ({
        _id: member,
        ...(healed_at !== null && { healed: new Date(Number(healed_at)).toISOString() }),
      }))
      return { members }
    },

    update: async ({ params, body }, { caller }) => {
      const issue = await findVisible(params.id, caller)
      if (!mayFor(caller, 'transaction-rerun-all', issue)) throw notFound('issue-not-found', { id: params.id })
      if (body.owner && !(await findUser(body.owner)))
        throw invalidRequest([buildIssue('owner', 'user-not-found', { email: body.owner })])
      await issues.update(params.id, body, caller.user?.email ?? '')
      return 'The issue was successfully updated'
    },
  })
}
