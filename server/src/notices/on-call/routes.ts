import { acknowledgementApi } from '@mediary/contract/operations/notices/acknowledgement'
import type { FastifyInstance } from 'fastify'
import { may } from '../../platform/http/caller.ts'
import { implement, type Require } from '../../platform/http/implement.ts'
import { forbidden, notFound } from '../../platform/http/problem.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { NoticeStore } from '../store.ts'
import { readToken } from './token.ts'

type Deps = { notices: Pick<NoticeStore, 'find' | 'acknowledge'>; secrets: Pick<Secrets, 'digest'> }

const done = 'The notice is acknowledged'

/** The endpoints that acknowledge notices. */
export function acknowledgementRoutes(app: FastifyInstance, require: Require, { notices, secrets }: Deps) {
  const findByToken = async (token: string) => {
    const id = readToken(token, secrets)
    if (id === undefined) throw notFound('acknowledgement-not-found')
    return notices.find(id)
  }
  implement(app, require, acknowledgementApi, {
    async acknowledge({ params: { id } }, { caller }) {
      const { recipient } = await notices.find(id)
      const email = caller.user?.email
      if (email === undefined || (email !== recipient && !may(caller, 'contact-list-manage')))
        throw forbidden('acknowledgement-of-others')
      await notices.acknowledge(id, email)
      return done
    },

    async show({ params }) {
      const { subject, timestamp, onCall } = await findByToken(params.token)
      return { subject, timestamp, ...(onCall?.acknowledged && { acknowledged: onCall.acknowledged }) }
    },

    async acknowledgeByLink({ params }) {
      const { _id, recipient } = await findByToken(params.token)
      await notices.acknowledge(_id, recipient)
      return done
    },
  })
}
