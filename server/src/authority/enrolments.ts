import type { Enrolment } from '@mediary/contract/keystore/authority'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { forbidden, gone, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { newCode, normaliseCode } from './invitation.ts'
import type { AuthorityStore, Named } from './store.ts'

type Row = {
  id: string
  client: string
  code_digest: string
  days: number
  at: number
  expires: number
  attempts: number
  used_at: number | null
  used_from: string | null
  certificate: string | null
}
type Tables = { enrolments: Row }

const hour = 3_600_000
// A request that cannot be signed is a slip of the hand a few times, and then no longer one.
const maxAttempts = 10

/** Whom a code is for, how long it can be used, and how long its certificate is valid. */
type Invited = { client: string; hours: number; days: number }

/** Sheets of paper take some days to reach all clinics. */
const termsOfMany = { hours: 168, days: 365 }

/** A code and a request, from an address. */
export type Enrolling = { code: string; csr: string; address: string }
export type Enrolled = { certificate: string; chain: string }
export type EnrolmentStore = ReturnType<typeof enrolmentStore>

type Deps = {
  secrets: Secrets
  newId: IdGenerator
  authority: AuthorityStore
  findClient: (id: string) => Promise<Named | undefined>
}

/** One-time codes with which clients get their certificates. Only digests of them are kept. */
export function enrolmentStore(database: Database, write: Write, deps: Deps) {
  const { authority } = deps
  const db = database.kysely.withTables<Tables>()

  return {
    async enrolments(client?: string): Promise<Omit<Enrolment, 'clientID'>[]> {
      const query = db.selectFrom('enrolments').selectAll().orderBy('id', 'desc')
      const found = await (client === undefined ? query : query.where('client', '=', client)).execute()
      const used = new Map((await authority.issued(client)).map((one) => [one._id, one.firstUsed]))
      return found.map((row) => toEnrolment(row, row.certificate === null ? undefined : used.get(row.certificate)))
    },

    /** A new code, shown this once. */
    async invite(asked: Invited) {
      await authority.signer()
      const { code, row } = buildInvitation(deps, asked)
      await write((trx) => trx.withTables<Tables>().insertInto('enrolments').values(row).execute())
      return { _id: row.id, code, expires: iso(row.expires) }
    },

    /** Makes a code for each of many clients, within a transaction of the caller. */
    async inviteWithin(trx: Database['kysely'], clients: readonly string[]) {
      if (clients.length) await authority.signer(trx)
      const made = clients.map((client) => buildInvitation(deps, { client, ...termsOfMany }))
      const rows = made.map(({ row }) => row)
      await inChunks(rows, (some) => trx.withTables<Tables>().insertInto('enrolments').values(some).execute())
      return new Map(made.map(({ code, row }) => [row.client, { code, expires: iso(row.expires) }]))
    },

    withdraw: (id: string) =>
      write(async (trx) => {
        const { numDeletedRows } = await trx
          .withTables<Tables>()
          .deleteFrom('enrolments')
          .where('id', '=', id)
          .where('used_at', 'is', null)
          .executeTakeFirst()
        if (!numDeletedRows) throw notFound('code-not-found', { id })
      }),

    /** Spends a code: signs the request for the client that the code was made for. */
    async enrol({ code, csr, address }: Enrolling): Promise<Enrolled> {
      const { row, client } = await takeAttempt(database, deps, code)
      return write(async (trx, touch) => {
        const made = await authority.issueWithin(trx, { client, days: row.days, csr, how: 'enrolment' })
        if (!(await spend(trx, row, { address, certificate: made._id }))) throw forbidden('code-invalid')
        touch('certificate', made._id)
        return { certificate: made.certificate, chain: made.chain }
      })
    },
  }
}

function buildInvitation({ secrets, newId }: Deps, { client, hours, days }: Invited): { code: string; row: Row } {
  const code = newCode()
  const at = Date.now()
  const terms = { client, days, at, expires: at + hours * hour }
  const unused = { attempts: 0, used_at: null, used_from: null, certificate: null }
  return { code, row: { id: newId(), code_digest: secrets.digest(normaliseCode(code)), ...terms, ...unused } }
}

/** Finds the row and the client of a code that can be spent, and counts an attempt on it. */
async function takeAttempt(database: Database, { secrets, findClient }: Deps, code: string) {
  const db = database.kysely.withTables<Tables>()
  const digest = secrets.digest(normaliseCode(code))
  const row = await db.selectFrom('enrolments').selectAll().where('code_digest', '=', digest).executeTakeFirst()
  // Unknown, used, spoilt: whoever guesses learns nothing.
  if (!row || row.used_at !== null || row.attempts >= maxAttempts) throw forbidden('code-invalid')
  if (Number(row.expires) <= Date.now()) throw gone('code-expired')
  const client = await findClient(row.client)
  if (!client) throw gone('code-client-gone')
  await db
    .updateTable('enrolments')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1) }))
    .where('id', '=', row.id)
    .execute()
  return { row, client }
}

/** Marks a code as used. False for all but the first of those that send it at once. */
async function spend(trx: Database['kysely'], { id }: Row, used: { address: string; certificate: string }) {
  const { numUpdatedRows } = await trx
    .withTables<Tables>()
    .updateTable('enrolments')
    .set({ used_at: Date.now(), used_from: used.address, certificate: used.certificate })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0
}

function toState(row: Row, now: number): Enrolment['state'] {
  if (row.used_at !== null) return 'used'
  if (row.attempts >= maxAttempts) return 'spoilt'
  return Number(row.expires) <= now ? 'expired' : 'open'
}

const iso = (at: number) => new Date(Number(at)).toISOString()

const toEnrolment = (row: Row, firstUsed: string | undefined): Omit<Enrolment, 'clientID'> => ({
  _id: row.id,
  client: row.client,
  made: iso(row.at),
  expires: iso(row.expires),
  state: toState(row, Date.now()),
  ...(row.used_at !== null && { usedAt: iso(row.used_at) }),
  ...(row.used_from !== null && { usedFrom: row.used_from }),
  ...(row.certificate !== null && { certificate: row.certificate }),
  ...(firstUsed !== undefined && { firstUsed }),
})
