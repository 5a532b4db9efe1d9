import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import type { Subject } from '@mediary/contract/keystore/certificate'
import { x509 } from '../platform/libraries/libraries.ts'
import type { JsonName, Pkcs10CertificateRequest, X509CertificateGenerator } from '../platform/libraries/x509.ts'

// The library's types are the browser's, which differ from Node's in names only.
type Crypto = Parameters<typeof X509CertificateGenerator.create>[1]
type Create = Parameters<typeof X509CertificateGenerator.create>[0]
export const engine = webcrypto as unknown as NonNullable<Crypto>
export type BrowserKey = Extract<Create, { signingKey: unknown }>['signingKey']

export type Keys = webcrypto.CryptoKeyPair
export type KeyType = Subject['keyType']
/** An authority that signs, as stored in the keystore. */
export type Signer = { cert: string; key: string }

const day = 86_400_000
const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const

export const toBrowserKey = (key: webcrypto.CryptoKey) => key as BrowserKey

export const exportPublicKey = (request: Pkcs10CertificateRequest) =>
  request.publicKey.export(engine) as Promise<BrowserKey>

export const generateKeys = async (type: KeyType): Promise<Keys> =>
  (await webcrypto.subtle.generateKey(algorithms[type], true, ['sign', 'verify'])) as Keys

export async function exportKey({ privateKey }: Keys): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** As the library signs with it. */
export async function importSigningKey(
  pem: string,
): Promise<{ key: BrowserKey; algorithm: { name: string; hash: string } }> {
  const key = createPrivateKey(pem)
  const algorithm = key.asymmetricKeyType === 'ec' ? algorithms.ec : algorithms.rsa
  const der = key.export({ type: 'pkcs8', format: 'der' })
  const imported = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  return { key: imported as BrowserKey, algorithm }
}

const attributes = [
  ['country', 'C'],
  ['state', 'ST'],
  ['locality', 'L'],
  ['organization', 'O'],
  ['organizationUnit', 'OU'],
  ['commonName', 'CN'],
  ['emailAddress', 'E'],
] as const

export type Naming = Pick<Subject, 'commonName'> & Partial<Subject>

/** As attributes, never as one text that would have to be escaped. */
const toName = (subject: Naming): JsonName =>
  attributes.flatMap(([field, type]) => (subject[field] === undefined ? [] : [{ [type]: [subject[field]] }]))

export type CertificateRequest = {
  subject: Naming
  publicKey: BrowserKey
  use: 'server' | 'client' | 'authority'
  names?: string[]
  days: number
  /** Without one it signs itself. */
  signer?: Signer | undefined
  ownKey?: BrowserKey
}

/** Signs a certificate. It counts from a day ago, for clients whose clocks are behind. */
export async function makeCertificate(wanted: CertificateRequest): Promise<string> {
  const { subject, publicKey, days, signer, ownKey } = wanted
  const issuer = signer && new (x509().SignableCertificate)(signer.cert)
  const signing = signer
    ? await importSigningKey(signer.key)
    : { key: ownKey, algorithm: (ownKey ?? publicKey).algorithm }
  const serial = randomBytes(16)
  // RFC 5280 §4.1.2.2: positive, and at most 20 bytes.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  const now = Date.now()
  const end = Math.min(now + days * day, issuer ? issuer.notAfter.getTime() : Number.POSITIVE_INFINITY)
  const certificate = await x509().X509CertificateGenerator.create(
    {
      serialNumber: serial.toString('hex'),
      subject: toName(subject),
      issuer: issuer ? issuer.subjectName : toName(subject),
      notBefore: new Date(now - day),
      notAfter: new Date(end),
      publicKey,
      signingKey: signing.key,
      signingAlgorithm: { ...signing.algorithm, hash: 'SHA-256' },
      extensions: await buildExtensions(wanted, issuer),
    } as Create,
    engine,
  )
  return `${certificate.toString('pem')}\n`
}

async function buildExtensions(
  { use, names = [], publicKey }: CertificateRequest,
  issuer: { publicKey: object } | undefined,
) {
  const { ExtendedKeyUsage, KeyUsageFlags, ...extension } = x509()
  const authority = use === 'authority'
  const usages = authority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature | KeyUsageFlags.keyAgreement
  const alternatives = names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))
  return [
    new extension.BasicConstraintsExtension(authority, authority ? 0 : undefined, true),
    new extension.KeyUsagesExtension(usages, true),
    ...(authority
      ? []
      : [
          new extension.ExtendedKeyUsageExtension([
            use === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth,
          ]),
        ]),
    ...(alternatives.length ? [new extension.SubjectAlternativeNameExtension(alternatives)] : []),
    await extension.SubjectKeyIdentifierExtension.create(publicKey, false, engine),
    ...(issuer ? [await extension.AuthorityKeyIdentifierExtension.create(issuer as never, false, engine)] : []),
  ]
}

/** A certificate that signs itself, with a new key. */
export async function selfSigned(
  wanted: Omit<CertificateRequest, 'publicKey' | 'signer' | 'ownKey'>,
  type: KeyType = 'ec',
) {
  const keys = await generateKeys(type)
  const publicKey = keys.publicKey as BrowserKey
  const cert = await makeCertificate({ ...wanted, publicKey, ownKey: keys.privateKey as BrowserKey })
  return { cert, key: await exportKey(keys) }
}

const name = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

/** Tells if a text is a valid DNS name for a certificate. */
export const isDnsName = (text: string) => name.test(text)
