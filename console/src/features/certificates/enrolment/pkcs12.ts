import {
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs'
import { commonName } from './keys.ts'
import { toBase64, toDer } from './pem.ts'

const keyBag = '1.2.840.113549.1.12.10.1.2'
const certBag = '1.2.840.113549.1.12.10.1.3'
const iterations = 100_000

type Pair = { key: ArrayBuffer; certificates: string[]; passphrase: string }

/** Writes a key and certificates to one PKCS#12 file, encrypted with AES-256 and PBKDF2, and returns it in base64. */
export async function writePkcs12({ key, certificates, passphrase }: Pair): Promise<string> {
  const password = new TextEncoder().encode(passphrase).buffer
  const sealing = {
    password,
    // The library draws its own initialization vector, but its types require one.
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256, iv: new ArrayBuffer(16) },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: iterations,
  }
  const shrouded = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(key) })
  await shrouded.makeInternalValues(sealing)
  const certs = certificates.map(
    (pem) => new SafeBag({ bagId: certBag, bagValue: new CertBag({ parsedValue: Certificate.fromBER(toDer(pem)) }) }),
  )
  const contents = (safeBags: SafeBag[], privacyMode: 0 | 1) => ({ privacyMode, value: new SafeContents({ safeBags }) })
  const safeContents = [contents([new SafeBag({ bagId: keyBag, bagValue: shrouded })], 0), contents(certs, 1)]
  const authenticatedSafe = new AuthenticatedSafe({ parsedValue: { safeContents } })
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } })
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, sealing] })
  await pfx.makeInternalValues({
    password,
    iterations,
    pbkdf2HashAlgorithm: { name: 'SHA-256' },
    hmacHashAlgorithm: 'SHA-256',
  })
  return toBase64(pfx.toSchema().toBER(false))
}

/** Returns the common name of a certificate. */
export const readCommonName = (pem: string): string | undefined =>
  Certificate.fromBER(toDer(pem)).subject.typesAndValues.find(({ type }) => type === commonName)?.value.valueBlock.value
