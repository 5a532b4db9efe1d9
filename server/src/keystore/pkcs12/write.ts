/** Writes PKCS#12 files (RFC 7292). */
import { createHmac, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { derTags, encodeDer, encodeInteger, encodeOid } from '../../platform/der.ts'
import { derivePkcs12Key, encrypt } from './encryption.ts'

const iterations = 100_000
const version = 3

const oids = {
  data: encodeOid('1.2.840.113549.1.7.1'),
  encryptedData: encodeOid('1.2.840.113549.1.7.6'),
  shroudedKeyBag: encodeOid('1.2.840.113549.1.12.10.1.2'),
  certificateBag: encodeOid('1.2.840.113549.1.12.10.1.3'),
  x509Certificate: encodeOid('1.2.840.113549.1.9.22.1'),
  sha256: encodeOid('2.16.840.1.101.3.4.2.1'),
}
const { sequence, octetString, explicit0 } = derTags
/** [0] IMPLICIT OCTET STRING */
const implicitOctets0 = 0x80

type Pair = { cert: string; key: string; chain: string[]; passphrase: string }

/** Encrypted with AES-256 under PBKDF2; the file in base64. */
export async function writePkcs12({ cert, key, chain, passphrase }: Pair): Promise<string> {
  const privateKey = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  const shrouded = await encrypt(privateKey, passphrase, iterations)
  const encryptedKey = encodeDer(sequence, shrouded.algorithm, encodeDer(octetString, shrouded.encrypted))
  const certificateBags = [cert, ...chain].map((pem) => {
    const { raw } = new X509Certificate(pem)
    const value = encodeDer(sequence, oids.x509Certificate, encodeDer(explicit0, encodeDer(octetString, raw)))
    return encodeDer(sequence, oids.certificateBag, encodeDer(explicit0, value))
  })
  const certificates = await encrypt(encodeDer(sequence, ...certificateBags), passphrase, iterations)
  const safe = encodeDer(
    sequence,
    wrapData(encodeDer(sequence, encodeDer(sequence, oids.shroudedKeyBag, encodeDer(explicit0, encryptedKey)))),
    wrapEncrypted(certificates),
  )
  const file = encodeDer(sequence, encodeInteger(version), wrapData(safe), await encodeMac(safe, passphrase))
  return file.toString('base64')
}

const wrapData = (content: Buffer) =>
  encodeDer(sequence, oids.data, encodeDer(explicit0, encodeDer(octetString, content)))

function wrapEncrypted({ algorithm, encrypted }: Awaited<ReturnType<typeof encrypt>>) {
  const content = encodeDer(sequence, oids.data, algorithm, encodeDer(implicitOctets0, encrypted))
  return encodeDer(sequence, oids.encryptedData, encodeDer(explicit0, encodeDer(sequence, encodeInteger(0), content)))
}

async function encodeMac(safe: Buffer, passphrase: string) {
  const salt = randomBytes(16)
  const key = await derivePkcs12Key(passphrase, { id: 3, hash: 'sha256', salt, iterations, length: 32 })
  const digest = createHmac('sha256', key).update(safe).digest()
  const algorithm = encodeDer(sequence, oids.sha256, encodeDer(derTags.null))
  const digestInfo = encodeDer(sequence, algorithm, encodeDer(octetString, digest))
  return encodeDer(sequence, digestInfo, encodeDer(octetString, salt), encodeInteger(iterations))
}
