import type { Write } from '../platform/changes.ts'
import type { Database } from '../platform/database.ts'
import type { IdMaker } from '../platform/ids.ts'
import { invalidRequest } from '../platform/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { matches, plainKey, readCertificates, refuseAsServer, refuseUnservable } from './certificate.ts'
import { rowsOf, type Tables, type Trx } from './rows.ts'
import { selfSigned } from './self-signed.ts'

type Half = { pem?: string | undefined; key?: string | undefined }
type Sent = { cert: string; key?: string | undefined; passphrase?: string | undefined }

/** The certificate and key of the server. OpenHIM's console sends them one after the other, so a half may wait for the other. */
export function serverPair(database: Database, write: Write, deps: { secrets: Secrets; newId: IdMaker }) {
  const current = async (trx: Trx = database.kysely) => {
    const [row] = await rowsOf(trx, 'server')
    if (!row?.sealed_key) throw new Error('the keystore has no server certificate')
    return { pem: row.pem, key: deps.secrets.open(row.sealed_key) }
  }

  const put = async (trx: Trx, purpose: 'server' | 'pending', { pem = '', key }: Half) => {
    const tables = trx.withTables<Tables>()
    const replaced = purpose === 'server' ? ['server' as const, 'pending' as const] : ['pending' as const]
    await tables.deleteFrom('certificates').where('purpose', 'in', replaced).execute()
    const row = {
      id: deps.newId(),
      purpose,
      fingerprint256: pem && (readCertificates(pem)[0]?.fingerprint256 ?? ''),
      pem,
      sealed_key: key === undefined ? null : deps.secrets.seal(key),
      at: Date.now(),
    }
    await tables.insertInto('certificates').values(row).execute()
  }

  /** The halves become the server's pair when they match; until then they wait, and the pair in service stays. */
  const offer = (half: Half) =>
    write(async (trx, touch) => {
      const [row] = await rowsOf(trx, 'pending')
      const waiting = {
        pem: row?.pem || undefined,
        key: row?.sealed_key ? deps.secrets.open(row.sealed_key) : undefined,
      }
      const halves = { ...waiting, ...half }
      const served = await current(trx)
      const pair = [halves, { ...served, pem: halves.pem }, { ...served, key: halves.key }].find(({ pem, key }) =>
        matches(pem, key),
      )
      if (pair?.pem !== undefined && pair.key !== undefined) {
        refuseAsServer(readCertificates(pair.pem), Date.now())
        refuseUnservable({ pem: pair.pem, key: pair.key })
        await put(trx, 'server', pair)
      } else await put(trx, 'pending', halves)
      touch('certificate', 'server')
    })

  return {
    current,

    /** Makes the first certificate when there is none. */
    async ensureServerCertificate(names: string[]) {
      if ((await rowsOf(database.kysely, 'server')).length) return
      const { cert, key } = await selfSigned(names)
      await write(async (trx) => {
        // Another node may have made one meanwhile.
        if ((await rowsOf(trx, 'server')).length === 0) await put(trx, 'server', { pem: cert, key })
      })
    },

    async setCertificate({ cert, key, passphrase }: Sent) {
      refuseAsServer(readCertificates(cert), Date.now())
      const plain = key === undefined ? undefined : plainKey(key, passphrase)
      if (plain !== undefined && !matches(cert, plain))
        throw invalidRequest([{ path: 'key', message: 'does not belong to the certificate' }])
      await offer({ pem: cert, ...(plain !== undefined && { key: plain }) })
    },

    setKey: async ({ key, passphrase }: { key: string; passphrase?: string | undefined }) =>
      offer({ key: plainKey(key, passphrase) }),

    /** False while half of a new pair waits for the other. */
    async valid() {
      const { pem, key } = await current()
      return matches(pem, key) && (await rowsOf(database.kysely, 'pending')).length === 0
    },
  }
}
