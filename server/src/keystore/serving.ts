import type { Database } from '../platform/database/database.ts'
import type { Secrets } from '../platform/secrets.ts'
import { type CertificateRow, listRows, type Trx } from './rows.ts'
import { findUnservableReason } from './servable.ts'
import { selfSigned } from './signing.ts'

type Serving = { pem: string; key: string; fault?: string }

/**
 * Chooses the pair to serve: the one of the keystore or, when that is damaged, the last good one. The listeners open in
 * any case.
 */
export function servingPair(database: Database, { open }: Secrets) {
  const read = async (trx: Trx, purpose: 'server' | 'last-good') => {
    const [row] = await listRows(trx, purpose)
    return row ? openPair(row, open) : { fault: 'there is none' }
  }

  return {
    /** The pair as it is stored; parts that cannot be read are missing. */
    async stored(trx: Trx = database.kysely): Promise<{ pem?: string | undefined; key?: string | undefined }> {
      const pair = await read(trx, 'server')
      return 'pem' in pair ? { pem: pair.pem, key: pair.key } : {}
    },

    async serving(): Promise<Serving> {
      const stored = await read(database.kysely, 'server')
      if ('pem' in stored) return stored
      const fault = `The server's certificate in the keystore cannot be used (${stored.fault})`
      const good = await read(database.kysely, 'last-good')
      if ('pem' in good) return { ...good, fault: `${fault}: the last good one serves in its place` }
      const { cert, key } = await selfSigned({
        subject: { commonName: 'localhost' },
        use: 'server',
        names: ['localhost'],
        days: 1,
      })
      return {
        pem: cert,
        key,
        fault: `${fault}, and there is no last good one: one that signs itself serves in its place`,
      }
    },
  }
}

function openPair({ pem, sealed_key }: CertificateRow, open: Secrets['open']) {
  try {
    const pair = { pem, key: open(sealed_key ?? '') }
    const fault = findUnservableReason(pair)
    return fault === undefined ? pair : { fault }
  } catch {
    return { fault: 'its key was sealed with another installation key, or is damaged' }
  }
}
