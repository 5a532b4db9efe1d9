/** Reads PKCS#12 files (RFC 7292) as OpenSSL, Windows, Java and browsers write them. */
import { createHmac, createPrivateKey, timingSafeEqual, X509Certificate } from 'node:crypto'
import { issue } from '@mediary/contract/problem'
import { type DerElement, DerError, derTags, readDer, readInteger, readOctets, readOid } from '../../platform/der.ts'
import { invalidRequest, ProblemError } from '../../platform/http/problem.ts'
import { decrypt, deriveKey, derivePkcs12Key, digests, lookUp, UnsupportedAlgorithm } from './encryption.ts'

const dataOid = '1.2.840.113549.1.7.1'
const encryptedDataOid = '1.2.840.113549.1.7.6'
const pbmac1 = '1.2.840.113549.1.5.14'
const bags = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  nested: '1.2.840.113549.1.12.10.1.6',
}

/** The certificate, its chain and its key. Throws a problem that says why the file cannot be used. */
export async function readPkcs12(base64: string, passphrase: string): Promise<{ cert: string; key: string }> {
  const { certificates, keys } = await unpack(Buffer.from(base64, 'base64'), passphrase).catch((error: unknown) => {
    if (error instanceof ProblemError) throw error
    if (error instanceof UnsupportedAlgorithm)
      throw invalidRequest([issue('pkcs12', 'pkcs12-algorithm-unsupported', { algorithm: error.message })])
    throw invalidRequest([issue('pkcs12', 'pkcs12-unreadable')])
  })
  const [key] = keys
  if (key === undefined || keys.length !== 1) throw invalidRequest([issue('pkcs12', 'pkcs12-without-one-key')])
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey))
  if (!own) throw invalidRequest([issue('pkcs12', 'pkcs12-without-certificate')])
  return {
    cert: orderChain(own, certificates).map(String).join(''),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** The order in which a server sends them, whatever the order in the file. */
function orderChain(own: X509Certificate, all: X509Certificate[]) {
  const chain = [own]
  for (let last = own; ; ) {
    const issuer = all.find((one) => !chain.includes(one) && last.checkIssued(one) && last.verify(one.publicKey))
    if (!issuer) return chain
    chain.push(issuer)
    last = issuer
  }
}

type Content = { certificates: X509Certificate[]; keys: Buffer[] }

async function unpack(file: Buffer, passphrase: string): Promise<Content> {
  const [, authSafe, macData] = readDer(file).children
  if (!authSafe || !macData) throw new DerError()
  const safe = readContentInfo(authSafe)
  if (safe.type !== dataOid || !safe.content) throw new DerError()
  const protectedBytes = readOctets(safe.content)
  if (!(await isAuthentic(macData, protectedBytes, passphrase)))
    throw invalidRequest([issue('pkcs12', 'pkcs12-passphrase-wrong')])
  const content: Content = { certificates: [], keys: [] }
  for (const info of readDer(protectedBytes).children) {
    const bytes = await openContent(info, passphrase)
    if (bytes) await readBags(readDer(bytes), passphrase, content)
  }
  return content
}

function readContentInfo({ children: [type, content] }: DerElement) {
  if (!type) throw new DerError()
  return { type: readOid(type), content: content?.children[0] }
}

/** The MAC tells a wrong passphrase from a damaged file, and from a cipher that is not supported. */
async function isAuthentic(
  { children: [digestInfo, salt, iterations] }: DerElement,
  bytes: Buffer,
  passphrase: string,
) {
  const [algorithm, digest] = digestInfo?.children ?? []
  const [name, parameters] = algorithm?.children ?? []
  if (!name || !digest || !salt) throw new DerError()
  const expected = readOctets(digest)
  const isMac = (hash: string, key: Buffer) => {
    const mac = createHmac(hash, key).update(bytes).digest()
    return mac.length === expected.length && timingSafeEqual(mac, expected)
  }
  if (readOid(name) === pbmac1) {
    const [derivation] = parameters?.children ?? []
    if (!derivation) throw new DerError()
    const length = expected.length
    return isMac(`sha${length * 8}`, await deriveKey(derivation, passphrase, length))
  }
  const hash = lookUp(digests, readOid(name))
  const work = { hash, salt: readOctets(salt), iterations: iterations ? readInteger(iterations) : 1 }
  return isMac(hash, await derivePkcs12Key(passphrase, { ...work, id: 3, length: expected.length }))
}

/** The bags of a part of the file, decrypted; undefined when it is of a kind that holds none for us. */
async function openContent(info: DerElement, passphrase: string): Promise<Buffer | undefined> {
  const { type, content } = readContentInfo(info)
  if (!content) throw new DerError()
  if (type === dataOid) return readOctets(content)
  if (type !== encryptedDataOid) return undefined
  const [, algorithm, encrypted] = content.children[1]?.children ?? []
  if (!algorithm || !encrypted) throw new DerError()
  return decrypt(algorithm, readOctets(encrypted), passphrase)
}

async function readBags(safe: DerElement, passphrase: string, content: Content): Promise<void> {
  for (const { children } of safe.children) {
    const [type, wrapped] = children
    const [value] = wrapped?.children ?? []
    if (!type || !value) throw new DerError()
    switch (readOid(type)) {
      case bags.key:
        content.keys.push(value.encoded)
        break
      case bags.shroudedKey: {
        const [algorithm, encrypted] = value.children
        if (!algorithm || !encrypted) throw new DerError()
        content.keys.push(await decrypt(algorithm, readOctets(encrypted), passphrase))
        break
      }
      case bags.certificate: {
        const der = value.children[1]?.children[0]
        if (der?.tag === derTags.octetString) content.certificates.push(new X509Certificate(readOctets(der)))
        break
      }
      case bags.nested:
        await readBags(value, passphrase, content)
    }
  }
}
