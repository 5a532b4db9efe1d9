import { issue } from '@mediary/contract/problem'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { decryptKey, isPair, needsPassphrase, readCertificates } from './certificate.ts'
import { emptyRow, insert, listRows, type Purpose, remove, type Trx } from './rows.ts'
import { refuseChainProblems, refuseUnservable } from './servable.ts'
import { servingPair } from './serving.ts'
import { selfSigned } from './signing.ts'

/** Parts of a pair, as they come: OpenHIM's console sends certificate, key and passphrase one after the other. */
type Parts = { pem?: string | undefined; key?: string | undefined; passphrase?: string | undefined }
type Sent = { cert: string; key?: string | undefined; passphrase?: string | undefined }

const defaultDays = 397

/** The certificate and key of the server. A part may wait for the others; until then the pair in service stays. */
export function serverPair(database: Database, write: Write, deps: { secrets: Secrets; newId: IdGenerator }) {
  const { seal, open } = deps.secrets
  const sealed = (text: string | undefined) => (text === undefined ? null : seal(text))
  const serving = servingPair(database, deps.secrets)

  const put = async (
    trx: Trx,
    purpose: Purpose & ('server' | 'pending' | 'last-good'),
    { pem = '', key, passphrase }: Parts,
  ) => {
    await remove(trx, purpose)
    if (purpose === 'server') await remove(trx, 'pending')
    await insert(trx, {
      ...emptyRow,
      id: deps.newId(),
      purpose,
      fingerprint256: pem && (readCertificates(pem)[0]?.fingerprint256 ?? ''),
      pem,
      sealed_key: sealed(key),
      sealed_passphrase: sealed(passphrase),
      at: Date.now(),
    })
  }

  const waiting = async (trx: Trx): Promise<Parts> => {
    const [row] = await listRows(trx, 'pending')
    const opened = (text: string | null | undefined) => (text ? open(text) : undefined)
    return { pem: row?.pem || undefined, key: opened(row?.sealed_key), passphrase: opened(row?.sealed_passphrase) }
  }

  /** The parts become the server's pair when they match; until then they wait, and the pair in service stays. */
  const offer = (sent: Parts) =>
    write(async (trx, touch) => {
      const offered = { ...(await waiting(trx)), ...sent }
      if (offered.key !== undefined && needsPassphrase(offered.key) && offered.passphrase !== undefined)
        Object.assign(offered, { key: decryptKey(offered.key, offered.passphrase), passphrase: undefined })
      const served = await serving.stored(trx)
      const halves = [offered, { ...served, pem: offered.pem }, { ...served, key: offered.key }]
      const pair = halves.find(({ pem, key }) => key !== undefined && !needsPassphrase(key) && isPair(pem, key))
      if (pair?.pem !== undefined && pair.key !== undefined) {
        refuseChainProblems(readCertificates(pair.pem), 'server', Date.now())
        refuseUnservable({ pem: pair.pem, key: pair.key })
        await put(trx, 'server', { pem: pair.pem, key: pair.key })
      } else await put(trx, 'pending', offered)
      touch('certificate', 'server')
    })

  const setCertificate = async ({ cert, key, passphrase }: Sent) => {
    const chain = readCertificates(cert)
    refuseChainProblems(chain, 'server', Date.now())
    const plain = key === undefined ? undefined : decryptKey(key, passphrase)
    if (plain !== undefined && !isPair(cert, plain)) throw invalidRequest([issue('key', 'key-of-another-certificate')])
    // A passphrase that comes with the certificate alone is of a key that is still to come.
    const forLater = plain === undefined && passphrase ? { passphrase } : {}
    const pem = chain.map(String).join('')
    await offer({ pem, ...forLater, ...(plain !== undefined && { key: plain, passphrase: undefined }) })
  }

  return {
    ...serving,
    setCertificate,

    /** Makes the first certificate when there is none. */
    async ensureServerCertificate(names: string[]) {
      if ((await listRows(database.kysely, 'server')).length) return
      const { cert, key } = await selfSigned({
        subject: { commonName: names[0] ?? 'localhost' },
        use: 'server',
        names,
        days: defaultDays,
      })
      await write(async (trx) => {
        // Another node may have made one meanwhile.
        if ((await listRows(trx, 'server')).length === 0) await put(trx, 'server', { pem: cert, key })
      })
    },

    /** The pair that serves is kept apart, should the one in the keystore be damaged later. */
    async rememberGood() {
      const pair = await serving.serving()
      if (pair.fault !== undefined) return
      const [kept] = await listRows(database.kysely, 'last-good')
      if (kept?.pem === pair.pem) return
      await write((trx) => put(trx, 'last-good', { pem: pair.pem, key: pair.key }))
    },

    /** A key that is sealed by a passphrase may come before it. */
    setKey: async ({ key, passphrase }: { key: string; passphrase?: string | undefined }) => {
      if (passphrase || !needsPassphrase(key)) return offer({ key: decryptKey(key, passphrase), passphrase: undefined })
      return offer({ key })
    },

    setPassphrase: (passphrase: string) => offer({ passphrase }),

    /** False while a part of a new pair waits for the others. */
    async valid() {
      const { pem, key } = await serving.stored()
      return isPair(pem, key) && (await waits()) === undefined
    },

    waitsFor: waits,
  }

  async function waits(): Promise<'certificate' | 'key' | 'passphrase' | undefined> {
    if ((await listRows(database.kysely, 'pending')).length === 0) return undefined
    const { pem, key } = await waiting(database.kysely)
    if (key !== undefined && needsPassphrase(key)) return 'passphrase'
    if (pem !== undefined) return 'key'
    return key === undefined ? undefined : 'certificate'
  }
}
