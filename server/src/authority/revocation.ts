import { createHash, X509Certificate } from 'node:crypto'
import type { RevocationList } from '@mediary/contract/keystore/authority'
import { issue } from '@mediary/contract/problem'
import { asPem, pemBlocks, rows, signing } from '../keystore/index.ts'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { x509 } from '../platform/libraries/libraries.ts'
import type { X509Crl } from '../platform/libraries/x509.ts'
import type { AuthorityStore } from './store.ts'

type ListRow = {
  id: string
  issuer_key: string
  issuer: string
  pem: string
  this_update: number
  next_update: number | null
}
type Tables = { revocation_lists: ListRow }

const week = 7 * 86_400_000

export type RevocationStore = ReturnType<typeof revocationStore>

/** A key of an authority, whatever certificate holds it. */
export const hashIssuerKey = ({ publicKey }: X509Certificate) =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** Lists of revoked certificates: our own, signed when it is asked for, and those of other authorities. */
export function revocationStore(
  database: Database,
  write: Write,
  { newId, authority }: { newId: IdGenerator; authority: AuthorityStore },
) {
  const db = database.kysely.withTables<Tables>()
  const all = () => db.selectFrom('revocation_lists').selectAll().orderBy('id').execute()

  return {
    async lists(): Promise<RevocationList[]> {
      return (await all()).map((row) => ({
        _id: row.id,
        issuer: row.issuer,
        thisUpdate: new Date(Number(row.this_update)).toISOString(),
        ...(row.next_update !== null && { nextUpdate: new Date(Number(row.next_update)).toISOString() }),
        revoked: new (x509().X509Crl)(row.pem).entries.length,
      }))
    },

    /** Signed by an authority that is trusted, and not older than the one that is here: else a revocation could be undone. */
    async importList(text: string): Promise<{ _id: string }> {
      const row = { id: newId(), ...(await readTrustedList(database, text)) }
      await write(async (trx, touch) => {
        await replaceList(trx, row)
        touch('certificate', row.id)
      })
      return { _id: row.id }
    },

    removeList: (id: string) =>
      write(async (trx, touch) => {
        const { numDeletedRows } = await trx
          .withTables<Tables>()
          .deleteFrom('revocation_lists')
          .where('id', '=', id)
          .executeTakeFirst()
        if (!numDeletedRows) throw notFound('revocation-list-not-found', { id })
        touch('certificate', id)
      }),

    /** Serial numbers by the key of their issuer, as the gateway asks for them. */
    async revoked(): Promise<Map<string, Set<string>>> {
      return new Map(
        (await all()).map(({ issuer_key, pem }) => [
          issuer_key,
          new Set(new (x509().X509Crl)(pem).entries.map(({ serialNumber }) => normaliseSerial(serialNumber))),
        ]),
      )
    },

    ownList: () => signOwnList(authority),
  }
}

/** Reads a list of another authority, which must be trusted. */
async function readTrustedList(database: Database, text: string): Promise<Omit<ListRow, 'id'>> {
  const crl = parseList(text)
  const trusted = [
    ...(await rows.listRows(database.kysely, 'trusted')),
    ...(await rows.listRows(database.kysely, 'authority')),
  ]
  const issuer = await findIssuer(
    crl,
    trusted.map(({ pem }) => pem),
  )
  return {
    issuer_key: hashIssuerKey(issuer),
    issuer: issuer.subject.split('\n').join(', '),
    pem: crl.toString('pem'),
    this_update: crl.thisUpdate.getTime(),
    next_update: crl.nextUpdate?.getTime() ?? null,
  }
}

async function replaceList(trx: Database['kysely'], row: ListRow) {
  const lists = trx.withTables<Tables>()
  const known = await lists
    .selectFrom('revocation_lists')
    .selectAll()
    .where('issuer_key', '=', row.issuer_key)
    .executeTakeFirst()
  if (known && Number(known.this_update) > row.this_update) throw conflict('revocation-list-older')
  await lists.deleteFrom('revocation_lists').where('issuer_key', '=', row.issuer_key).execute()
  await lists.insertInto('revocation_lists').values(row).execute()
}

/** Signs our own list (RFC 5280 §5) by the authority that signs certificates. */
async function signOwnList(authority: AuthorityStore): Promise<string> {
  const signer = await authority.signer()
  const { key, algorithm } = await signing.importSigningKey(signer.key)
  const revoked = (await authority.issued()).filter(({ revokedAt }) => revokedAt !== undefined)
  const own = new X509Certificate(signer.cert)
  const entries = revoked
    .filter(({ data }) => new X509Certificate(data).verify(own.publicKey))
    .map(({ serialNumber, revokedAt }) => ({ serialNumber, revocationDate: new Date(revokedAt ?? 0) }))
  const now = Date.now()
  const crl = await x509().X509CrlGenerator.create(
    {
      issuer: new (x509().SignableCertificate)(signer.cert).subjectName.toJSON(),
      thisUpdate: new Date(now),
      nextUpdate: new Date(now + week),
      signingAlgorithm: algorithm,
      signingKey: key,
      entries,
    },
    signing.engine,
  )
  // The library's label is not the one that everybody else reads (RFC 7468 §7).
  return `${crl.toString('pem').replaceAll('-----BEGIN CRL-----', '-----BEGIN X509 CRL-----').replaceAll('-----END CRL-----', '-----END X509 CRL-----')}\n`
}

/** Node writes serial numbers in upper case without leading zeros, others do not. */
export const normaliseSerial = (serial: string) => serial.replace(/^0+(?=.)/, '').toUpperCase()

function parseList(text: string): X509Crl {
  const [block, another] = pemBlocks(asPem(text, 'X509 CRL'))
  if (!block || another || !/CRL$/.test(block.label)) throw invalidRequest([issue('crl', 'not-one-revocation-list')])
  try {
    return new (x509().X509Crl)(Buffer.from(block.text.replace(/-----[^-]+-----/g, ''), 'base64'))
  } catch {
    throw invalidRequest([issue('crl', 'revocation-list-unreadable')])
  }
}

async function findIssuer(crl: X509Crl, trusted: string[]): Promise<X509Certificate> {
  for (const pem of trusted) {
    const candidate = new (x509().SignableCertificate)(pem)
    if (candidate.subject !== crl.issuer) continue
    if (await crl.verify({ publicKey: candidate }, signing.engine).catch(() => false)) return new X509Certificate(pem)
  }
  throw invalidRequest([issue('crl', 'revocation-list-untrusted', { issuer: crl.issuer })])
}
