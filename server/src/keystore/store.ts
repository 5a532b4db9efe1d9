import { X509Certificate } from 'node:crypto'
import type { TrustedCertificate } from '@mediary/contract/keystore'
import type { Write } from '../platform/changes.ts'
import type { Database } from '../platform/database.ts'
import type { IdMaker } from '../platform/ids.ts'
import { conflict, invalidRequest, notFound } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { describe, readCertificates, readKey, refuseOutOfTime } from './certificate.ts'
import { selfSigned } from './self-signed.ts'

/** `server` is in service; `pending` is half of a pair whose other half has not been sent yet; `trusted` verifies clients and upstreams. */
type Purpose = 'server' | 'pending' | 'trusted'
type CertificateRow = {
  id: string
  purpose: Purpose
  fingerprint256: string
  pem: string
  sealed_key: string | null
  at: number
}
type Tables = { certificates: CertificateRow }
type Trx = Database['kysely']

export type KeystoreStore = ReturnType<typeof keystoreStore>

export function keystoreStore(database: Database, write: Write, deps: { secrets: Secrets; newId: IdMaker }) {
  const db = database.kysely.withTables<Tables>()
  const having = (purpose: Purpose, on: Trx = database.kysely) =>
    on
      .withTables<Tables>()
      .selectFrom('certificates')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('id')
      .execute()

  const server = async (on?: Trx) => {
    const [row] = await having('server', on)
    if (!row?.sealed_key) throw new Error('the keystore has no server certificate')
    return { cert: row.pem, key: deps.secrets.open(row.sealed_key), at: row.at }
  }

  const put = async (
    trx: Trx,
    purpose: 'server' | 'pending',
    { pem, key }: { pem: string; key: string | undefined },
  ) => {
    const tables = trx.withTables<Tables>()
    await tables.deleteFrom('certificates').where('purpose', '=', purpose).execute()
    if (purpose === 'server') await tables.deleteFrom('certificates').where('purpose', '=', 'pending').execute()
    const fingerprint256 = pem && (readCertificates(pem)[0]?.fingerprint256 ?? '')
    const row = {
      id: deps.newId(),
      purpose,
      fingerprint256,
      pem,
      sealed_key: key ? deps.secrets.seal(key) : null,
      at: Date.now(),
    }
    await tables.insertInto('certificates').values(row).execute()
  }

  /** The halves become the server's certificate when they match; until then they wait, and the one in service stays. */
  const offer = (half: { pem?: string; key?: string }) =>
    write(async (trx, touch) => {
      const [waiting] = await having('pending', trx)
      const current = await server(trx)
      const pem = half.pem ?? (waiting?.pem || undefined)
      const key = half.key ?? (waiting?.sealed_key ? deps.secrets.open(waiting.sealed_key) : undefined)
      const pair = [
        { pem, key },
        { pem, key: current.key },
        { pem: current.cert, key },
      ].find((one) => matches(one.pem, one.key))
      if (pair?.pem && pair.key) await put(trx, 'server', { pem: pair.pem, key: pair.key })
      else await put(trx, 'pending', { pem: pem ?? '', key })
      touch('certificate', 'server')
    })

  return {
    server: async () => (await server()).cert,
    changedAt: async () => {
      const row = await db
        .selectFrom('certificates')
        .select(({ fn }) => fn.max('at').as('at'))
        .executeTakeFirst()
      return Number(row?.at ?? 0)
    },

    /** Makes the first certificate when there is none. */
    async ensureServerCertificate(names: string[]) {
      if ((await having('server')).length) return
      const { cert, key } = await selfSigned(names)
      await write((trx) => put(trx, 'server', { pem: cert, key }))
    },

    async setCertificate({
      cert,
      key,
      passphrase,
    }: {
      cert: string
      key?: string | undefined
      passphrase?: string | undefined
    }) {
      const [leaf] = readCertificates(cert)
      if (!leaf) return
      refuseOutOfTime(leaf, Date.now())
      const plain = key === undefined ? undefined : plainKey(key, passphrase)
      if (plain && !matches(cert, plain))
        throw invalidRequest([{ path: 'key', message: 'does not belong to the certificate' }])
      await offer({ pem: cert, ...(plain && { key: plain }) })
    },

    setKey: ({ key, passphrase }: { key: string; passphrase?: string | undefined }) =>
      offer({ key: plainKey(key, passphrase) }),

    /** False while half of a new pair waits for the other. */
    valid: async () => (await having('pending')).length === 0,

    trusted: async (): Promise<TrustedCertificate[]> =>
      (await having('trusted')).map(({ id, pem }) => ({ ...describe(new X509Certificate(pem)), _id: id })),

    /** All or none. One that is trusted already is not added again. */
    async trust(pem: string) {
      const certificates = readCertificates(pem)
      await write(async (trx, touch) => {
        const known = new Set((await having('trusted', trx)).map(({ fingerprint256 }) => fingerprint256))
        const fresh = certificates.filter(({ fingerprint256 }) => !known.has(fingerprint256))
        for (const certificate of fresh) {
          const id = deps.newId()
          const row = {
            id,
            purpose: 'trusted' as const,
            fingerprint256: certificate.fingerprint256,
            pem: certificate.toString(),
            sealed_key: null,
            at: Date.now(),
          }
          await trx.withTables<Tables>().insertInto('certificates').values(row).execute()
          touch('certificate', id)
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
        if (!numDeletedRows) throw notFound(`No trusted certificate has the id ${id}`)
        touch('certificate', id)
      }),

    async forGateway(): Promise<{ key: string; cert: string; trusted: { id: string; pem: string }[] }> {
      const { key, cert } = await server()
      return { key, cert, trusted: (await having('trusted')).map(({ id, pem }) => ({ id, pem })) }
    },
  }
}

/** Kept without its passphrase: it is sealed anyway. */
const plainKey = (pem: string, passphrase?: string) =>
  readKey(pem, passphrase).export({ type: 'pkcs8', format: 'pem' }).toString()

function matches(pem: string | undefined, key: string | undefined) {
  if (!pem || !key) return false
  return readCertificates(pem)[0]?.checkPrivateKey(readKey(key)) ?? false
}
