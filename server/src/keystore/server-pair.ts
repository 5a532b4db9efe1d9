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
type SentKey = { key: string; passphrase?: string | undefined }
type Sent = { cert: string; key?: string | undefined; passphrase?: string | undefined }

const defaultDays = 397

type StoredPair = Purpose & ('server' | 'pending' | 'last-good')

type Deps = { secrets: Secrets; newId: IdGenerator }

/** The certificate and key of the server. A part may wait for the others; until then the pair in service stays. */
export function serverPair(database: Database, write: Write, deps: Deps) {
  const serving = servingPair(database, deps.secrets)
  const put = (trx: Trx, purpose: StoredPair, pair: Parts) => putPair(trx, deps, purpose, pair)
  const readWaiting = (trx: Trx) => readWaitingParts(trx, deps.secrets)

  /** The parts become the server's pair when they match; until then they wait, and the pair in service stays. */
  const offer = (sent: Parts) =>
    write(async (trx, touch) => {
      const offered = decryptOffered({ ...(await readWaiting(trx)), ...sent })
      const pair = findPair(offered, await serving.stored(trx))
      if (pair) {
        refuseChainProblems(readCertificates(pair.pem), 'server', Date.now())
        refuseUnservable(pair)
        await put(trx, 'server', pair)
      } else await put(trx, 'pending', offered)
      touch('certificate', 'server')
    })

  const waitsFor = async () =>
    (await listRows(database.kysely, 'pending')).length
      ? findMissingPart(await readWaiting(database.kysely))
      : undefined

  return {
    ...serving,

    setCertificate: async (sent: Sent) => offer(readSentCertificate(sent)),

    /** Makes the first certificate when there is none. */
    async ensureServerCertificate(names: string[]) {
      if ((await listRows(database.kysely, 'server')).length) return
      const { cert, key } = await makeFirstCertificate(names)
      await write(async (trx) => {
        // Another node may have made one meanwhile.
        if ((await listRows(trx, 'server')).length === 0) await put(trx, 'server', { pem: cert, key })
      })
    },

    /** The pair that serves is kept apart, should the one in the keystore be damaged later. */
    async rememberGood() {
      const pair = await serving.serving()
      if (pair.fault !== undefined || (await findLastGood(database))?.pem === pair.pem) return
      await write((trx) => put(trx, 'last-good', { pem: pair.pem, key: pair.key }))
    },

    /** A key that is sealed by a passphrase may come before it. */
    setKey: async (sent: SentKey) => offer(readSentKey(sent)),

    setPassphrase: (passphrase: string) => offer({ passphrase }),

    /** False while a part of a new pair waits for the others. */
    async valid() {
      const { pem, key } = await serving.stored()
      return isPair(pem, key) && (await waitsFor()) === undefined
    },

    waitsFor,
  }
}

const findLastGood = async ({ kysely }: Database) => (await listRows(kysely, 'last-good'))[0]

const makeFirstCertificate = (names: string[]) =>
  selfSigned({ subject: { commonName: names[0] ?? 'localhost' }, use: 'server', names, days: defaultDays })

async function putPair(trx: Trx, { secrets, newId }: Deps, purpose: StoredPair, { pem = '', key, passphrase }: Parts) {
  const seal = (text: string | undefined) => (text === undefined ? null : secrets.seal(text))
  await remove(trx, purpose)
  if (purpose === 'server') await remove(trx, 'pending')
  await insert(trx, {
    ...emptyRow,
    id: newId(),
    purpose,
    fingerprint256: pem && (readCertificates(pem)[0]?.fingerprint256 ?? ''),
    pem,
    sealed_key: seal(key),
    sealed_passphrase: seal(passphrase),
    at: Date.now(),
  })
}

async function readWaitingParts(trx: Trx, { open }: Secrets): Promise<Parts> {
  const [row] = await listRows(trx, 'pending')
  const opened = (text: string | null | undefined) => (text ? open(text) : undefined)
  return { pem: row?.pem || undefined, key: opened(row?.sealed_key), passphrase: opened(row?.sealed_passphrase) }
}

function readSentCertificate({ cert, key, passphrase }: Sent): Parts {
  const chain = readCertificates(cert)
  refuseChainProblems(chain, 'server', Date.now())
  const plain = key === undefined ? undefined : decryptKey(key, passphrase)
  if (plain !== undefined && !isPair(cert, plain)) throw invalidRequest([issue('key', 'key-of-another-certificate')])
  // A passphrase that comes with the certificate alone is of a key that is still to come.
  const forLater = plain === undefined && passphrase ? { passphrase } : {}
  const pem = chain.map(String).join('')
  return { pem, ...forLater, ...(plain !== undefined && { key: plain, passphrase: undefined }) }
}

const readSentKey = ({ key, passphrase }: SentKey): Parts =>
  passphrase || !needsPassphrase(key) ? { key: decryptKey(key, passphrase), passphrase: undefined } : { key }

/** Opens the key when its passphrase is there. */
function decryptOffered(offered: Parts): Parts {
  const { key, passphrase } = offered
  if (key === undefined || passphrase === undefined || !needsPassphrase(key)) return offered
  return { ...offered, key: decryptKey(key, passphrase), passphrase: undefined }
}

/** Finds a certificate and a key that match: both offered, or one of them offered and the other stored. */
function findPair(offered: Parts, stored: Parts): { pem: string; key: string } | undefined {
  const halves = [offered, { ...stored, pem: offered.pem }, { ...stored, key: offered.key }]
  for (const { pem, key } of halves)
    if (pem !== undefined && key !== undefined && !needsPassphrase(key) && isPair(pem, key)) return { pem, key }
  return undefined
}

function findMissingPart({ pem, key }: Parts): 'certificate' | 'key' | 'passphrase' | undefined {
  if (key !== undefined && needsPassphrase(key)) return 'passphrase'
  if (pem !== undefined) return 'key'
  return key === undefined ? undefined : 'certificate'
}
