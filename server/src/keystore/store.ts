import { createHash, X509Certificate } from 'node:crypto'
import type { TrustedCertificate } from '@mediary/contract/keystore'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { readCertificates, toCertificate } from './certificate.ts'
import { identities } from './identities.ts'
import { type CertificateRow, emptyRow, insert, listRows, remove } from './rows.ts'
import { serverPair } from './server-pair.ts'

export type KeystoreStore = ReturnType<typeof keystoreStore>

export type ForGateway = {
  key: string
  cert: string
  /** Why another pair serves than the one of the keystore. */
  fault?: string
  trusted: { id: string; pem: string }[]
  identities: { id: string; cert: string; key: string }[]
}

type Deps = { secrets: Secrets; newId: IdGenerator }

/** The server's certificate and key, and the certificates that verify clients and upstreams. */
export function keystoreStore(database: Database, write: Write, deps: Deps) {
  const db = database.kysely
  const server = serverPair(database, write, deps)
  const upstream = identities(database, write, deps)

  return {
    ...server,
    ...upstream,
    ...trustedCertificates(database, write, deps),

    /** Changes with everything that the gateway serves from the keystore. */
    async state() {
      const rows = await Promise.all([listRows(db, 'server'), listRows(db, 'trusted')])
      const prints = rows.flat().map(({ purpose, pem }) => `${purpose} ${pem}`)
      return createHash('sha256').update(prints.sort().join('\n')).digest('hex')
    },

    /** What a gateway worker starts with. */
    async forGateway(): Promise<ForGateway> {
      const { key, pem, fault } = await server.serving()
      const trusted = await listRows(db, 'trusted')
      return {
        key,
        cert: pem,
        ...(fault !== undefined && { fault }),
        trusted: trusted.flatMap(({ id, pem }) => (isReadable(pem) ? [{ id, pem }] : [])),
        identities: await upstream.openIdentities(),
      }
    },
  }
}

/** The certificates that verify clients and upstreams. */
function trustedCertificates(database: Database, write: Write, { newId }: Deps) {
  const db = database.kysely

  return {
    trusted: async () => (await listRows(db, 'trusted')).filter(({ pem }) => isReadable(pem)).map(toTrustedCertificate),

    /** The PEM text of a trusted certificate. */
    async trustedPem(id: string): Promise<string | undefined> {
      return (await listRows(db, 'trusted')).find((one) => one.id === id)?.pem
    },

    async trustedOne(id: string) {
      const row = (await listRows(db, 'trusted')).find((one) => one.id === id)
      return row ? toTrustedCertificate(row) : refuseUnknown(id)
    },

    /** All or none. One that is trusted already is not added again. `keptId`: the id of the first of them. */
    async trust(pem: string, keptId?: string) {
      const certificates = readCertificates(pem)
      const ids = keptId === undefined ? [] : [keptId]
      await write(async (trx, touch) => {
        const known = new Set((await listRows(trx, 'trusted')).map(({ fingerprint256 }) => fingerprint256))
        for (const certificate of certificates) {
          const { fingerprint256 } = certificate
          if (known.has(fingerprint256)) continue
          known.add(fingerprint256)
          const row = {
            ...emptyRow,
            id: ids.shift() ?? newId(),
            purpose: 'trusted' as const,
            fingerprint256,
            pem: certificate.toString(),
            at: Date.now(),
          }
          await insert(trx, row)
          touch('certificate', row.id)
        }
      })
    },

    distrust: (id: string, usedBy: string[]) =>
      write(async (trx, touch) => {
        if (usedBy.length)
          throw conflict('certificate-trusted-by-routes', { channels: usedBy.map((name) => `"${name}"`).join(', ') })
        if (!(await remove(trx, 'trusted', id))) refuseUnknown(id)
        touch('certificate', id)
      }),
  }
}

/** A damaged row costs its own trust, never the start. */
function isReadable(pem: string) {
  try {
    return Boolean(new X509Certificate(pem))
  } catch {
    return false
  }
}

const toTrustedCertificate = ({ id, pem }: CertificateRow): TrustedCertificate => ({
  ...toCertificate(new X509Certificate(pem)),
  _id: id,
})

const refuseUnknown = (id: string): never => {
  throw notFound('trusted-not-found', { id })
}
