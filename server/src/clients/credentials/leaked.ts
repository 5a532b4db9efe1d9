// Finds whose secrets a text holds. The text is compared and forgotten: it is neither stored nor logged.
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import { readBasicCredentials } from '../../platform/http/basic-credentials.ts'
import { verifyPassword } from '../../platform/passwords.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { ClientTables } from '../rows.ts'
import { hasWrongChecksum } from './made-secret.ts'
import { type CredentialRow, selectCredentials } from './rows.ts'

type Trx = Database['kysely']
type Named = { id: string; client_id: string }

/** A credential whose secret stands in the text, and its client. */
type Leaked = { client: Named; credential: CredentialRow }

export type LeakFinder = ReturnType<typeof leakFinder>

/** Each password of each named client costs a hash. */
const limits = { maxWords: 20_000, maxClients: 5, maxPasswords: 5 }

const madeSecrets = /\bmdy_(?:token|basic)_[a-z2-7]{26}_[a-z2-7]{7}\b/g
const words = /[\w.~+/=-]{6,1024}/g
const basicHeaders = /\bbasic +[A-Za-z0-9+/_-]{4,2000}=*/gi

/** Returns the function that finds the credentials whose secrets stand in a text, and counts secrets of nobody. */
export const leakFinder =
  (database: Pick<Database, 'kysely'>, { secrets }: { secrets: Pick<Secrets, 'digest'> }) =>
  async (text: string): Promise<{ found: Leaked[]; ofNobody: number }> => {
    const made = [...new Set(text.match(madeSecrets) ?? [])].filter((secret) => !hasWrongChecksum(secret))
    const basic = [...text.matchAll(basicHeaders)].flatMap(([header]) => {
      const read = readBasicCredentials(header)
      return typeof read === 'string' ? [] : [read]
    })
    const tokens = await findTokens(database.kysely, text, secrets.digest)
    const passwords = await findPasswords(database.kysely, text, made, basic)
    const known = new Set([...tokens.secrets, ...passwords.secrets])
    return {
      found: [...tokens.found, ...passwords.found],
      ofNobody: made.filter((secret) => !known.has(secret)).length,
    }
  }

async function findTokens(trx: Trx, text: string, digest: (token: string) => string) {
  const candidates = [...new Set(text.match(words) ?? [])].slice(0, limits.maxWords)
  const byDigest = new Map(candidates.map((word) => [digest(word), word]))
  const db = trx.withTables<ClientTables>()
  const rows = await inChunks([...byDigest.keys()], (chunk) =>
    db.selectFrom('credentials').selectAll().where('kind', '=', 'token').where('secret', 'in', chunk).execute(),
  )
  const clients = await inChunks([...new Set(rows.map(({ client }) => client))], (ids) =>
    db.selectFrom('clients').select(['id', 'client_id']).where('id', 'in', ids).execute(),
  )
  return {
    found: rows.flatMap((credential) => {
      const client = clients.find(({ id }) => id === credential.client)
      return client ? [{ client, credential }] : []
    }),
    secrets: rows.map(({ secret }) => byDigest.get(secret ?? '') ?? ''),
  }
}

/** A password is stored as a hash with a salt, so it can only be tried for clients that the text names. */
async function findPasswords(trx: Trx, text: string, made: string[], basic: { user: string; password: string }[]) {
  const clients = await trx.withTables<ClientTables>().selectFrom('clients').select(['id', 'client_id']).execute()
  const sent = Map.groupBy(basic, ({ user }) => user)
  const named = clients.filter(({ client_id }) => sent.has(client_id) || text.includes(client_id))
  const first = named.toSorted((a, b) => Number(sent.has(b.client_id)) - Number(sent.has(a.client_id)))
  const found: Leaked[] = []
  const secrets: string[] = []
  for (const client of first.slice(0, limits.maxClients)) {
    const ofClient = (sent.get(client.client_id) ?? []).map(({ password }) => password)
    const tried = [...new Set([...ofClient, ...made])].slice(0, limits.maxPasswords)
    if (tried.length === 0) continue
    for (const credential of await selectCredentials(trx, client.id)) {
      if (credential.kind !== 'basic' || credential.secret === null) continue
      for (const password of tried) {
        if (!(await verifyPassword(credential.secret, password))) continue
        found.push({ client, credential })
        secrets.push(password)
      }
    }
  }
  return { found, secrets }
}
