// Keeps the issuers of JSON Web Tokens among the settings, each under a name of its own.
import type { NewTokenIssuer, TokenIssuer } from '@mediary/contract/clients/issuers'
import { issue } from '@mediary/contract/problem'
import type { Write } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import { conflict, invalidRequest, notFound } from '../../platform/http/problem.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { Settings } from '../../settings/settings.ts'
import { deleteNamed, readStored, readStoredAll, writeStored } from '../stored-settings.ts'
import {
  configuredId,
  hideSecrets,
  type KnownIssuer,
  refuseUnusable,
  StoredIssuer,
  toConfiguredIssuer,
} from './issuer.ts'

export type IssuerStore = ReturnType<typeof issuerStore>

/** The beginning of the names of the settings that hold issuers; the id follows. */
export const issuerPrefix = 'token-issuer:'

type Trx = Database['kysely']
type Deps = {
  authentication: Settings['authentication']
  secrets: Pick<Secrets, 'seal' | 'open'>
  newId: IdGenerator
}

export const parseIssuer = (value: string) => StoredIssuer.parse(JSON.parse(value))

const listStored = async (on: Trx) =>
  (await readStoredAll(on, issuerPrefix)).map(({ name, value }) => ({
    id: name.slice(issuerPrefix.length),
    stored: parseIssuer(value),
  }))

async function findStored(trx: Trx, id: string) {
  const value = await readStored(trx, issuerPrefix + id)
  if (value === undefined) throw notFound('issuer-not-found', { id })
  return parseIssuer(value)
}

/** The issuers whose JSON Web Tokens are accepted: that of the settings, and those that administrators added. */
export function issuerStore(database: Database, write: Write, { authentication, secrets, newId }: Deps) {
  const configured = toConfiguredIssuer(authentication.jwt)

  const save = async (trx: Trx, id: string, { secret, ...sent }: NewTokenIssuer, former?: StoredIssuer) => {
    refuseUnusable({ ...sent, secret }, { hasSecret: former?.sealedSecret !== undefined })
    const others = (await listStored(trx)).filter((one) => one.id !== id)
    if (configured?.issuer === sent.issuer || others.some(({ stored }) => stored.issuer === sent.issuer))
      throw invalidRequest([issue('issuer', 'issuer-taken')])
    const usesSecret = sent.algorithms.some((name) => name.startsWith('HS'))
    const sealedSecret = secret === undefined ? former?.sealedSecret : secrets.seal(secret)
    const stored: StoredIssuer = { ...keepHidden(sent, former), ...(usesSecret && { sealedSecret }) }
    await writeStored(trx, issuerPrefix + id, JSON.stringify(stored))
  }

  return {
    async list(): Promise<TokenIssuer[]> {
      const added = (await listStored(database.kysely)).map(({ id, stored }) => toView(id, stored))
      return configured ? [toView(configuredId, { name: 'authentication.jwt', ...configured }), ...added] : added
    },

    /** Returns every issuer with its keys. */
    async forGateway(): Promise<KnownIssuer[]> {
      const added = (await listStored(database.kysely)).map(({ id, stored: { name: _, sealedSecret, ...one } }) => ({
        id,
        ...one,
        ...(sealedSecret !== undefined && { secret: secrets.open(sealedSecret) }),
      }))
      return configured ? [configured, ...added] : added
    },

    /** Returns the id of the new issuer. */
    create: (sent: NewTokenIssuer) =>
      write(async (trx, touch) => {
        const id = newId()
        await save(trx, id, sent)
        touch('setting', issuerPrefix + id)
        return id
      }),

    update: (id: string, sent: NewTokenIssuer) =>
      write(async (trx, touch) => {
        await save(trx, id, sent, await findStored(trx, id))
        touch('setting', issuerPrefix + id)
      }),

    remove: (id: string) =>
      write(async (trx, touch) => {
        await findStored(trx, id)
        await deleteNamed(trx, issuerPrefix + id)
        touch('setting', issuerPrefix + id)
      }),
  }
}

/** Refuses an undo that would bring back an issuer whose place another has taken. */
export async function refuseSameIssuer(trx: Trx, name: string, { issuer }: StoredIssuer) {
  const others = (await readStoredAll(trx, issuerPrefix)).filter((one) => one.name !== name)
  if (others.some(({ value }) => parseIssuer(value).issuer === issuer))
    throw conflict('undo-name-taken', { name: issuer })
}

/** Keeps the password and the query of an address that is sent back as it was shown. */
function keepHidden(sent: Omit<NewTokenIssuer, 'secret'>, former: StoredIssuer | undefined) {
  const stays = former?.jwksUri !== undefined && sent.jwksUri === hideSecrets(former.jwksUri)
  return stays ? { ...sent, jwksUri: former.jwksUri } : sent
}

type Shown = Omit<StoredIssuer, 'sealedSecret'> | (Omit<KnownIssuer, 'id'> & { name: string })

/** Returns an issuer as the API shows it: without the secret. */
function toView(
  id: string,
  { name, issuer, algorithms, audience, clientClaim, leewaySeconds, ...keys }: Shown,
): TokenIssuer {
  const { publicKeys, jwksUri, roles } = keys
  return {
    _id: id,
    fromConfiguration: id === configuredId,
    name,
    issuer,
    algorithms: [...algorithms],
    audience: [...audience],
    clientClaim,
    leewaySeconds,
    key: jwksUri !== undefined ? 'key set' : publicKeys.length ? 'public keys' : 'shared secret',
    publicKeys: [...publicKeys],
    ...(jwksUri !== undefined && { jwksUri: hideSecrets(jwksUri) }),
    roles,
  }
}
