import { type Limits, limitsApi } from '@mediary/contract/limits'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound, type ProblemError } from '../platform/http/problem.ts'
import { type Histogram, recommend } from './recommendation.ts'
import { type LimitStore, type SubjectKind, toSubject } from './store.ts'

type WithLimits = { limits?: Limits | undefined }
type Rates = { perSecond: Histogram; perDay: Histogram; exact: boolean }

type Deps = {
  limits: LimitStore
  findClient: (id: string) => Promise<WithLimits | undefined>
  findChannel: (id: string) => Promise<WithLimits | undefined>
  findCredential: (client: string, id: string) => Promise<WithLimits>
  changeCredential: (client: string, id: string, limits: Limits | null) => Promise<WithLimits>
  countRates: (of: { client: string } | { channel: string }, since: number) => Promise<Rates>
}

const day = 86_400_000

export const limitRoutes = (app: FastifyInstance, require: Require, deps: Deps) => {
  const show = async (kind: SubjectKind, id: string, { limits }: WithLimits) => ({
    limits: limits ?? null,
    use: await deps.limits.find(toSubject(kind, id), limits),
  })
  const findClient = async (id: string) => (await deps.findClient(id)) ?? refuse(notFound('client-not-found', { id }))
  const findChannel = async (id: string) =>
    (await deps.findChannel(id)) ?? refuse(notFound('channel-not-found', { id }))
  const since = (days: number) => Date.now() - days * day

  return implement(app, require, limitsApi, {
    client: async ({ params: { id } }) => show('client', id, await findClient(id)),
    clientRecommendation: async ({ params: { id }, query: { days } }) => {
      await findClient(id)
      return recommend(days, await deps.countRates({ client: id }, since(days)))
    },
    channel: async ({ params: { id } }) => show('channel', id, await findChannel(id)),
    channelRecommendation: async ({ params: { id }, query: { days } }) => {
      await findChannel(id)
      return recommend(days, await deps.countRates({ channel: id }, since(days)))
    },
    credential: async ({ params: { id, credential } }) =>
      show('credential', credential, await deps.findCredential(id, credential)),
    changeCredential: async ({ params: { id, credential }, body: { limits } }) =>
      show('credential', credential, await deps.changeCredential(id, credential, limits)),
  })
}

const refuse = (problem: ProblemError): never => {
  throw problem
}
