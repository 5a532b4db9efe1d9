import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type Authority, type IssuedCertificate, issuedHow } from '@mediary/contract/keystore/authority'
import type { Subject } from '@mediary/contract/keystore/certificate'
import { rows, signing, toCertificate, writePkcs12 } from '../keystore/index.ts'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict, notFound, unavailable } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { readPublicKey } from './request.ts'

type Trx = Database['kysely']
type How = (typeof issuedHow)[number]
/** A client as the authority names it: by its Domain, else by its Client ID. */
export type Named = { _id: string; clientID: string; clientDomain?: string | undefined }
type Wanted = {
  client: Named
  days: number
  csr?: string | undefined
  keyType?: 'ec' | 'rsa'
  passphrase?: string | undefined
  how?: How
}

/** An issued certificate as the gateway recognises it. */
export type IssuedIdentity = { id: string; fingerprint: string; client: string; revoked: boolean; used: boolean }

type Deps = { secrets: Secrets; newId: IdGenerator }

export type AuthorityStore = ReturnType<typeof authorityStore>

/** Our own authorities and what they have issued to clients. Their keys are sealed, and opened only to sign. */
export function authorityStore(database: Database, write: Write, deps: Deps) {
  const { secrets, newId } = deps
  const signer = (trx: Trx = database.kysely) => findSigner(trx, secrets)

  return {
    ...issuedCertificates(database, write),

    issueWithin: (trx: Trx, wanted: Wanted) => issueTo(trx, deps, wanted),

    async list(): Promise<Authority[]> {
      return (await listAuthorities(database.kysely)).map(({ id, pem }, i) => ({
        ...toCertificate(new X509Certificate(pem)),
        _id: id,
        signs: i === 0,
      }))
    },

    async make({ days, keyType, ...subject }: Subject) {
      const { cert, key } = await signing.selfSigned({ subject, use: 'authority', days }, keyType)
      const id = newId()
      const { fingerprint256 } = new X509Certificate(cert)
      const row = {
        ...rows.emptyRow,
        id,
        purpose: 'authority' as const,
        fingerprint256,
        pem: cert,
        sealed_key: secrets.seal(key),
        at: Date.now(),
      }
      await write(async (trx, touch) => {
        await rows.insert(trx, row)
        touch('certificate', id)
      })
      return { _id: id }
    },

    /** The certificates of all authorities, with what signs a list of the newest one. */
    authorities: async () => (await listAuthorities(database.kysely)).map(({ id, pem }) => ({ id, pem })),
    signer,

    issue: (wanted: Wanted) =>
      write(async (trx, touch) => {
        const made = await issueTo(trx, deps, wanted)
        touch('certificate', made._id)
        return made
      }),
  }
}

/** The certificates that were issued to clients. */
function issuedCertificates(database: Database, write: Write) {
  const issuedRows = () =>
    database.kysely.withTables<rows.Tables>().selectFrom('certificates').where('purpose', '=', 'issued')

  return {
    async issued(client?: string): Promise<Omit<IssuedCertificate, 'clientID'>[]> {
      const query = issuedRows().selectAll().orderBy('id', 'desc')
      return (await (client === undefined ? query : query.where('client', '=', client)).execute()).map(
        toIssuedCertificate,
      )
    },

    async issuedOne(id: string) {
      const row = await issuedRows().selectAll().where('id', '=', id).executeTakeFirst()
      return row && toIssuedCertificate(row)
    },

    /** All of them, as the gateway recognises them. */
    async identities(): Promise<IssuedIdentity[]> {
      const found = await issuedRows().select(['id', 'fingerprint256', 'client', 'revoked_at', 'first_used']).execute()
      return found.map((row) => ({
        id: row.id,
        fingerprint: row.fingerprint256,
        client: row.client ?? '',
        revoked: row.revoked_at !== null,
        used: row.first_used !== null,
      }))
    },

    revoke: (id: string, reason: string | undefined) =>
      write(async (trx, touch) => {
        if (!(await rows.revokeIssued(trx, id, { at: Date.now(), reason }))) throw notFound('issued-not-found', { id })
        touch('certificate', id)
      }),

    /** Only the first time counts; the gateway does not wait for it. */
    firstUsed: (id: string, at: number): Promise<void> => rows.setFirstUse(database.kysely, id, at),
  }
}

/** Newest first: it signs. */
const listAuthorities = async (trx: Trx) => (await rows.listRows(trx, 'authority')).toReversed()

async function findSigner(trx: Trx, secrets: Secrets) {
  const [newest] = await listAuthorities(trx)
  if (!newest?.sealed_key) throw conflict('no-authority')
  return { cert: newest.pem, key: openKey(secrets, newest.sealed_key) }
}

/** Signs for a client, and remembers whom the certificate was issued to: it is good for nobody else. */
async function issueTo(trx: Trx, { secrets, newId }: Deps, wanted: Wanted) {
  const { client, days, csr, keyType = 'ec', passphrase, how } = wanted
  const authority = await findSigner(trx, secrets)
  const keys = csr === undefined ? await signing.generateKeys(keyType) : undefined
  const publicKey = keys ? signing.toBrowserKey(keys.publicKey) : await readPublicKey(csr ?? '')
  const commonName = client.clientDomain ?? client.clientID
  const names = signing.isDnsName(commonName) ? [commonName] : []
  const subject = { commonName: commonName.slice(0, 64) }
  const certificate = await signing.makeCertificate({
    subject,
    publicKey,
    use: 'client',
    names,
    days,
    signer: authority,
  })
  const { fingerprint256, serialNumber } = new X509Certificate(certificate)
  const id = newId()
  await rows.insert(trx, {
    ...rows.emptyRow,
    id,
    purpose: 'issued',
    fingerprint256,
    pem: certificate,
    client: client._id,
    serial: serialNumber,
    how: how ?? (keys ? 'key' : 'request'),
    at: Date.now(),
  })
  const key = keys && (await signing.exportKey(keys))
  const pkcs12 =
    key && passphrase ? await writePkcs12({ cert: certificate, key, chain: [authority.cert], passphrase }) : undefined
  return { _id: id, certificate, chain: authority.cert, ...(key && { key }), ...(pkcs12 && { pkcs12 }) }
}

function openKey({ open }: Secrets, sealed: string) {
  try {
    const key = open(sealed)
    createPrivateKey(key)
    return key
  } catch (cause) {
    throw unavailable('authority-key-sealed', {}, { cause })
  }
}

const iso = (at: number) => new Date(Number(at)).toISOString()

const toIssuedCertificate = (row: rows.CertificateRow): Omit<IssuedCertificate, 'clientID'> => ({
  ...toCertificate(new X509Certificate(row.pem)),
  _id: row.id,
  client: row.client ?? '',
  serialNumber: row.serial ?? '',
  how: issuedHow.find((how) => how === row.how) ?? 'key',
  issuedAt: iso(row.at),
  ...(row.first_used !== null && { firstUsed: iso(row.first_used) }),
  ...(row.revoked_at !== null && { revokedAt: iso(row.revoked_at) }),
  ...(row.reason !== null && { reason: row.reason }),
})
