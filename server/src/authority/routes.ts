import { authorityApi } from '@mediary/contract/keystore/authority'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { Enrolled, Enrolling, EnrolmentStore } from './enrolments.ts'
import { buildCommands } from './invitation.ts'
import type { RevocationStore } from './revocation.ts'
import type { AuthorityStore, Named } from './store.ts'

type Stores = { authority: AuthorityStore; enrolments: EnrolmentStore; revocation: RevocationStore }
type Outside = {
  clients: { list: () => Promise<Named[]>; find: (id: string) => Promise<Named | undefined> }
  /** The certificate with which the gateway meets who enrols. */
  serverCertificate: () => Promise<string>
  /** Spends a code, with an eye on who guesses. */
  enrol: (asked: Enrolling) => Promise<Enrolled>
  host: string
  port: number
}

export function authorityRoutes(
  app: FastifyInstance,
  require: Require,
  { authority, enrolments, revocation }: Stores,
  outside: Outside,
) {
  const known = async (id: string) => (await outside.clients.find(id)) ?? missing(id)
  const named = async <T extends { client: string }>(found: T[]) => {
    const names = new Map((await outside.clients.list()).map(({ _id, clientID }) => [_id, clientID]))
    return found.map((one) => ({ ...one, clientID: names.get(one.client) }))
  }

  implement(app, require, authorityApi, {
    list: () => authority.list(),
    make: ({ body }) => authority.make(body),
    issued: async ({ query }) => named(await authority.issued(query.client)),
    issue: async ({ body }) => authority.issue({ ...body, client: await known(body.client) }),
    revoke: async ({ params, body }) => {
      await authority.revoke(params.id, body.reason)
      return 'Certificate revoked'
    },
    ownList: () => revocation.ownList(),
    lists: () => revocation.lists(),
    importList: ({ body }) => revocation.importList(body.crl),
    removeList: async ({ params }) => {
      await revocation.removeList(params.id)
      return 'Revocation list removed'
    },
    enrolments: async ({ query }) => named(await enrolments.enrolments(query.client)),
    invite: async ({ body }) => {
      const { clientID } = await known(body.client)
      const made = await enrolments.invite(body)
      const cert = await outside.serverCertificate()
      return { ...made, ...buildCommands({ code: made.code, host: outside.host, port: outside.port, cert, clientID }) }
    },
    enrol: ({ body }, { request }) => outside.enrol({ ...body, address: request.ip }),
    withdraw: async ({ params }) => {
      await enrolments.withdraw(params.id)
      return 'Code withdrawn'
    },
  })
}

const missing = (id: string): never => {
  throw notFound('client-not-found', { id })
}
