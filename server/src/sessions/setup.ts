import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { parseDocument } from '@mediary/contract/api/parse-document'
import { NewUser } from '@mediary/contract/users'
import type { Database } from '../platform/database/database.ts'
import { conflict, forbidden, invalidRequest } from '../platform/http/problem.ts'
import { deleteStored, readStored, writeStored } from '../system/index.ts'
import type { UserStore } from '../users/index.ts'

const name = 'setup-token'
const digestToken = (token: string) => createHash('sha256').update(token).digest()

type FirstUser = { email: string; password: string; firstname: string; surname: string }

export type Setup = ReturnType<typeof setupSteps>

/** The first user: made with a one-time token that only who started the program can read. There is no default password. */
export function setupSteps(database: Database, users: UserStore) {
  const db = database.kysely
  const create = (user: FirstUser) => {
    const { data, issues } = parseDocument(NewUser, { ...user, groups: ['admin'] })
    if (issues) throw new Error(`the first user cannot be made: ${invalidRequest(issues).message}`)
    return users.create(data, undefined)
  }

  return {
    needed: async () => !(await users.anyone()),

    /** A new token; the former is void. Undefined once there is a user. */
    async issueToken(): Promise<string | undefined> {
      if (await users.anyone()) return undefined
      const token = randomBytes(24).toString('base64url')
      await writeStored(db, name, digestToken(token).toString('hex'))
      return token
    },

    async createFirst(token: string, user: FirstUser) {
      if (await users.anyone()) throw conflict('first-user-exists')
      const stored = await readStored(db, name)
      if (stored === undefined || !timingSafeEqual(Buffer.from(stored, 'hex'), digestToken(token)))
        throw forbidden('setup-link-invalid')
      // Whoever deletes the token makes the user: of two at once, one.
      if (!(await deleteStored(db, name, stored))) throw conflict('first-user-exists')
      return create(user)
    },

    /** For unattended installations. */
    async ensureFirstUser({ email, password }: { email: string; password: string }) {
      if (await users.anyone()) return
      await create({ email, password, firstname: 'First', surname: 'Administrator' })
    },
  }
}
