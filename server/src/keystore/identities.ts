import { X509Certificate } from 'node:crypto'
import { issue } from '@mediary/contract/problem'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { decryptKey, isPair, readCertificates, toCertificate } from './certificate.ts'
import { readPkcs12 } from './pkcs12/read.ts'
import { emptyRow, insert, listRows, remove, type Tables } from './rows.ts'
import { refuseChainProblems, refuseUnservable } from './servable.ts'

type SentIdentity =
  | { cert: string; key: string; passphrase?: string | undefined }
  | { pkcs12: string; passphrase: string }

/** Certificates and keys with which the gateway authenticates itself to upstreams. The server's own is never one of them. */
export function identities(
  database: Database,
  write: Write,
  { secrets, newId }: { secrets: Secrets; newId: IdGenerator },
) {
  const rowFor = async (sent: SentIdentity) => {
    const { chain, pem, key } = await readIdentity(sent)
    return { pem, sealed_key: secrets.seal(key), fingerprint256: chain[0]?.fingerprint256 ?? '', at: Date.now() }
  }

  return {
    identities: async () =>
      (await listRows(database.kysely, 'identity')).map(({ id, pem }) => ({
        ...toCertificate(new X509Certificate(pem)),
        _id: id,
      })),

    async addIdentity(sent: SentIdentity) {
      const row = { ...emptyRow, ...(await rowFor(sent)), id: newId(), purpose: 'identity' as const }
      await write(async (trx, touch) => {
        await insert(trx, row)
        touch('certificate', row.id)
      })
      return { _id: row.id }
    },

    async renewIdentity(id: string, sent: SentIdentity) {
      const row = await rowFor(sent)
      await write(async (trx, touch) => {
        const { numUpdatedRows } = await trx
          .withTables<Tables>()
          .updateTable('certificates')
          .set(row)
          .where('id', '=', id)
          .where('purpose', '=', 'identity')
          .executeTakeFirst()
        if (!numUpdatedRows) refuseUnknown(id)
        touch('certificate', id)
      })
    },

    removeIdentity: (id: string, usedBy: string[]) =>
      write(async (trx, touch) => {
        if (usedBy.length)
          throw conflict('certificate-used-by-routes', { channels: usedBy.map((name) => `"${name}"`).join(', ') })
        if (!(await remove(trx, 'identity', id))) refuseUnknown(id)
        touch('certificate', id)
      }),

    /** As the gateway uses them. One that cannot be opened is left out: its routes say so. */
    openIdentities: async () =>
      (await listRows(database.kysely, 'identity')).flatMap(({ id, pem, sealed_key }) => {
        try {
          return [{ id, cert: pem, key: secrets.open(sealed_key ?? '') }]
        } catch {
          return []
        }
      }),
  }
}

/** Reads what was sent, and refuses what could not serve. */
async function readIdentity(sent: SentIdentity) {
  const { cert, key, passphrase } =
    'pkcs12' in sent ? { ...(await readPkcs12(sent.pkcs12, sent.passphrase)), passphrase: undefined } : sent
  const chain = readCertificates(cert)
  refuseChainProblems(chain, 'client', Date.now())
  const pair = { pem: chain.map(String).join(''), key: decryptKey(key, passphrase) }
  if (!isPair(pair.pem, pair.key)) throw invalidRequest([issue('key', 'key-of-another-certificate')])
  refuseUnservable(pair)
  return { ...pair, chain }
}

const refuseUnknown = (id: string): never => {
  throw notFound('identity-not-found', { id })
}
