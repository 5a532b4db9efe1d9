import { createPrivateKey, X509Certificate } from 'node:crypto'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'
import { engine } from './make.ts'

// Loading it costs as much as a small program: only who uses PKCS#12 pays.
const library = async () => {
  const pkijs = await import('pkijs')
  pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: engine }))
  return pkijs
}

const bags = {
  key: '1.2.840.113549.1.12.10.1.2',
  plainKey: '1.2.840.113549.1.12.10.1.1',
  cert: '1.2.840.113549.1.12.10.1.3',
}
const iterations = 100_000
const maxIterations = 1_000_000

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'utf8')).buffer
const pemOf = (der: ArrayBuffer) => new X509Certificate(Buffer.from(der)).toString()

/** The certificate, its chain and its key, from a PKCS#12 file (RFC 7292). */
export async function readPkcs12(base64: string, passphrase: string): Promise<{ cert: string; key: string }> {
  const file = Buffer.from(base64, 'base64')
  try {
    const { certificates, keys } = await unpack(file, passphrase)
    const [key] = keys
    if (key === undefined || keys.length !== 1) throw invalidRequest([issue('pkcs12', 'pkcs12-without-one-key')])
    const pem = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })
    const own = certificates.find((certificate) => certificate.checkPrivateKey(pem))
    if (!own) throw invalidRequest([issue('pkcs12', 'pkcs12-without-certificate')])
    return {
      cert: orderChain(own, certificates).map(String).join(''),
      key: pem.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
  } catch (error) {
    if (error instanceof Error && 'problem' in error) throw error
    throw invalidRequest([issue('pkcs12', 'pkcs12-unreadable')])
  }
}

/** The order in which a server sends them, whatever the order in the file. */
function orderChain(own: X509Certificate, all: X509Certificate[]) {
  const chain = [own]
  for (;;) {
    const last = chain.at(-1) as X509Certificate
    const issuer = all.find((one) => !chain.includes(one) && last.checkIssued(one) && last.verify(one.publicKey))
    if (!issuer) return chain
    chain.push(issuer)
  }
}

async function unpack(file: Buffer, passphrase: string) {
  const { PFX, PKCS8ShroudedKeyBag, CertBag, PrivateKeyInfo, Certificate } = await library()
  const password = bytes(passphrase)
  const pfx = PFX.fromBER(Uint8Array.from(file).buffer)
  // The integrity of the file rests on its MAC; how much work that is the file itself says.
  if (pfx.macData === undefined || (pfx.macData.iterations ?? 1) > maxIterations)
    throw new Error('no MAC, or one too costly')
  await pfx.parseInternalValues({ password, checkIntegrity: true })
  const safe = pfx.parsedValue?.authenticatedSafe
  if (!safe) throw new Error('nothing inside')
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) })
  const certificates: X509Certificate[] = []
  const keys: ArrayBuffer[] = []
  for (const { value } of safe.parsedValue.safeContents)
    for (const { bagValue } of value.safeBags) {
      if (bagValue instanceof PKCS8ShroudedKeyBag) {
        await (bagValue as unknown as { parseInternalValues: (with_: object) => Promise<void> }).parseInternalValues({
          password,
        })
        keys.push(bagValue.parsedValue?.toSchema().toBER(false) as ArrayBuffer)
      } else if (bagValue instanceof PrivateKeyInfo) keys.push(bagValue.toSchema().toBER(false))
      else if (bagValue instanceof CertBag && bagValue.parsedValue instanceof Certificate)
        certificates.push(new X509Certificate(pemOf(bagValue.parsedValue.toSchema(true).toBER(false))))
    }
  return { certificates, keys }
}

/** Sealed with AES-256 under PBKDF2, as every program of the last ten years can read it. */
export async function writePkcs12(pair: {
  cert: string
  key: string
  chain: string[]
  passphrase: string
}): Promise<string> {
  const { PFX, AuthenticatedSafe, SafeContents, SafeBag, PKCS8ShroudedKeyBag, CertBag, PrivateKeyInfo, Certificate } =
    await library()
  const password = bytes(pair.passphrase)
  const der = createPrivateKey(pair.key).export({ type: 'pkcs8', format: 'der' })
  const shrouded = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(Uint8Array.from(der).buffer) })
  const sealing = {
    password,
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: iterations,
  }
  await shrouded.makeInternalValues(sealing as never)
  const certBags = [pair.cert, ...pair.chain].map(
    (pem) =>
      new SafeBag({
        bagId: bags.cert,
        bagValue: new CertBag({
          parsedValue: Certificate.fromBER(Uint8Array.from(new X509Certificate(pem).raw).buffer),
        }),
      }),
  )
  const contents = (safeBags: InstanceType<typeof SafeBag>[], privacyMode: 0 | 1) => ({
    privacyMode,
    value: new SafeContents({ safeBags }),
  })
  const pfx = new PFX({
    parsedValue: {
      integrityMode: 0,
      authenticatedSafe: new AuthenticatedSafe({
        parsedValue: {
          safeContents: [contents([new SafeBag({ bagId: bags.key, bagValue: shrouded })], 0), contents(certBags, 1)],
        },
      }),
    },
  })
  await pfx.parsedValue?.authenticatedSafe?.makeInternalValues({ safeContents: [{}, sealing] as never })
  await pfx.makeInternalValues({
    password,
    iterations,
    pbkdf2HashAlgorithm: { name: 'SHA-256' } as never,
    hmacHashAlgorithm: 'SHA-256',
  })
  return Buffer.from(pfx.toSchema().toBER(false)).toString('base64')
}
