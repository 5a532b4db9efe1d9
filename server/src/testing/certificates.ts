import { createPrivateKey, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '../platform/libraries/x509.ts'

const day = 86_400_000
const crypto = webcrypto as unknown as Parameters<typeof X509CertificateGenerator.create>[1]
type Create = Parameters<typeof X509CertificateGenerator.create>[0]

export type Issued = { subject: string; cert: string; key: string; keys: webcrypto.CryptoKeyPair }
type Wanted = {
  subject: string
  issuer?: Issued
  names?: string[]
  days?: { from: number; to: number }
  rsaBits?: number
}

/** A certificate of an authority, or one that signs itself. */
export async function issue({
  subject,
  issuer,
  names = [],
  days = { from: -1, to: 30 },
  rsaBits,
}: Wanted): Promise<Issued> {
  const algorithm = rsaBits
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: rsaBits, publicExponent: new Uint8Array([1, 0, 1]) }
    : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const certificate = await X509CertificateGenerator.create(
    {
      subject,
      issuer: issuer?.subject ?? subject,
      notBefore: new Date(Date.now() + days.from * day),
      notAfter: new Date(Date.now() + days.to * day),
      signingAlgorithm: issuer ? { name: 'ECDSA', hash: 'SHA-256' } : algorithm,
      publicKey: keys.publicKey,
      signingKey: (issuer?.keys ?? keys).privateKey,
      extensions: [
        new BasicConstraintsExtension(true),
        ...(names.length
          ? [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))]
          : []),
      ],
    } as unknown as Create,
    crypto,
  )
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  return {
    subject,
    keys,
    cert: `${certificate.toString('pem')}\n`,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
