import { createHash, X509Certificate } from 'node:crypto'
import type { TrustedCertificate } from '@mediary/contract/keystore'
import type { Write } from '../platform/changes.ts'
import type { Database } from '../platform/database.ts'
import type { IdMaker } from '../platform/ids.ts'
import { conflict, notFound } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { describe, readCertificates } from './certificate.ts'
import { type CertificateRow, rowsOf, type Tables } from './rows.ts'
import { serverPair } from './server-pair.ts'

export type KeystoreStore = ReturnType<typeof keystoreStore>

/** The server's certificate and key, and the certificates that verify clients and upstreams. */
export function keystoreStore(database: Database, write: Write, deps: { secrets: Secrets; newId: IdMaker }) {
  const db = database.kysely
  const { current, ...server } = serverPair(database, write, deps)

  return {
    ...server,
    server: async () => (await current()).pem,

    /** Changes with everything that the gateway serves from the keystore. */
    async state() {
      const rows = await Promise.all([rowsOf(db, 'server'), rowsOf(db, 'trusted')])
      const prints = rows.flat().map(({ purpose, pem }) => `${purpose} ${pem}`)
      return createHash('sha256').update(prints.sort().join('\n')).digest('hex')
    },

    trusted: async () => (await rowsOf(db, 'trusted')).map(view),

    /** The PEM text of a trusted certificate. */
    async trustedPem(id: string): Promise<string | undefined> {
      return (await rowsOf(db, 'trusted')).find((one) => one.id === id)?.pem
    },

    async trustedOne(id: string) {
      const row = (await rowsOf(db, 'trusted')).find((one) => one.id === id)
      return row ? view(row) : missing(id)
    },

    /** All or none. One that is trusted already is not added again. */
    async trust(pem: string) {
      const certificates = readCertificates(pem)
      await write(async (trx, touch) => {
        const known = new Set((await rowsOf(trx, 'trusted')).map(({ fingerprint256 }) => fingerprint256))
        for (const certificate of certificates) {
          const { fingerprint256 } = certificate
          if (known.has(fingerprint256)) continue
          known.add(fingerprint256)
          const row = {
            id: deps.newId(),
            purpose: 'trusted' as const,
            fingerprint256,
            pem: certificate.toString(),
            sealed_key: null,
            at: Date.now(),
          }
          await trx.withTables<Tables>().insertInto('certificates').values(row).execute()
          touch('certificate', row.id)
        }
      })
    },

    distrust: (id: string, usedBy: string[]) =>
      write(async (trx, touch) => {
        if (usedBy.length)
          throw conflict(`The certificate is trusted by the routes of ${usedBy.map((name) => `"${name}"`).join(', ')}`)
        const { numDeletedRows } = await trx
          .withTables<Tables>()
          .deleteFrom('certificates')
          .where('id', '=', id)
          .where('purpose', '=', 'trusted')
          .executeTakeFirst()
        if (!numDeletedRows) missing(id)
        touch('certificate', id)
      }),

    async forGateway(): Promise<{ key: string; cert: string; trusted: { id: string; pem: string }[] }> {
      const { key, pem } = await current()
      return { key, cert: pem, trusted: (await rowsOf(db, 'trusted')).map((row) => ({ id: row.id, pem: row.pem })) }
    },
  }
}

const view = ({ id, pem }: CertificateRow): TrustedCertificate => ({ ...describe(new X509Certificate(pem)), _id: id })

const missing = (id: string): never => {
  throw notFound(`No trusted certificate has the id ${id}`)
}
