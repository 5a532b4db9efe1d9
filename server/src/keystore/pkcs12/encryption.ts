/** Password-based encryption of PKCS#12 (RFC 7292 appendix B and C) and PKCS#5 (RFC 8018). */
import { createCipheriv, createDecipheriv, createHash, pbkdf2, randomBytes, scrypt } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  type DerElement,
  DerError,
  derTags,
  encodeDer,
  encodeInteger,
  encodeOid,
  readInteger,
  readOctets,
  readOid,
} from '../../platform/der.ts'
import { decryptRc2 } from './rc2.ts'

const deriveByPbkdf2 = promisify(pbkdf2)
const deriveByScrypt = promisify<Buffer, Buffer, number, object, Buffer>(scrypt)

/** How much work a file demands is what the file itself says. */
const maxIterations = 1_000_000
const maxScryptBytes = 64 * 1024 * 1024
const iterationsPerTurn = 5_000

export const digests: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const hmacs: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
const ciphers: Record<string, { name: string; keyLength: number }> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
}
const pkcs12Ciphers: Record<string, { name: 'des-ede3-cbc' | 'rc2'; keyLength: number }> = {
  '1.2.840.113549.1.12.1.3': { name: 'des-ede3-cbc', keyLength: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'des-ede3-cbc', keyLength: 16 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', keyLength: 16 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', keyLength: 5 },
}
const [pbes2, pbkdf2Oid, scryptOid] = ['1.2.840.113549.1.5.13', '1.2.840.113549.1.5.12', '1.3.6.1.4.1.11591.4.11']
const [hmacSha256, aes256] = ['1.2.840.113549.2.9', '2.16.840.1.101.3.4.1.42']

/** The file is encrypted or protected in a way that is not supported. */
export class UnsupportedAlgorithm extends Error {
  override readonly name = 'UnsupportedAlgorithm'
}

/** A value of a table, or UnsupportedAlgorithm. */
export function lookUp<T>(table: Record<string, T>, oid: string): T {
  const found = Object.hasOwn(table, oid) ? table[oid] : undefined
  if (found === undefined) throw new UnsupportedAlgorithm(oid)
  return found
}

function checkIterations(iterations: number) {
  if (iterations < 1 || iterations > maxIterations) throw new UnsupportedAlgorithm(`${iterations} iterations`)
  return iterations
}

/** Decrypts with what an AlgorithmIdentifier says. */
export async function decrypt(algorithm: DerElement, encrypted: Buffer, passphrase: string): Promise<Buffer> {
  const [name, parameters] = algorithm.children
  if (!name || !parameters) throw new DerError()
  const oid = readOid(name)
  if (oid === pbes2) return decryptPbes2(parameters, encrypted, passphrase)
  const cipher = lookUp(pkcs12Ciphers, oid)
  const [salt, iterations] = parameters.children
  if (!salt || !iterations) throw new DerError()
  const work = { hash: 'sha1', salt: readOctets(salt), iterations: readInteger(iterations) }
  const key = await derivePkcs12Key(passphrase, { ...work, id: 1, length: cipher.keyLength })
  const iv = await derivePkcs12Key(passphrase, { ...work, id: 2, length: 8 })
  if (cipher.name === 'rc2') return decryptRc2(key, iv, encrypted)
  // A key of two parts uses the first again.
  const whole = key.length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key
  return decipher(cipher.name, whole, iv, encrypted)
}

async function decryptPbes2(parameters: DerElement, encrypted: Buffer, passphrase: string) {
  const [derivation, scheme] = parameters.children
  const [cipherOid, iv] = scheme?.children ?? []
  if (!derivation || !cipherOid || !iv) throw new DerError()
  const { name, keyLength } = lookUp(ciphers, readOid(cipherOid))
  const key = await deriveKey(derivation, passphrase, keyLength)
  return decipher(name, key, readOctets(iv), encrypted)
}

/** PBKDF2 or scrypt (RFC 7914). */
export async function deriveKey(derivation: DerElement, passphrase: string, length: number): Promise<Buffer> {
  const [name, parameters] = derivation.children
  const [salt, work, ...rest] = parameters?.children ?? []
  if (!name || !salt || !work) throw new DerError()
  const password = Buffer.from(passphrase)
  if (readOid(name) === scryptOid) {
    const [r, p] = rest.map(readInteger)
    const options = { N: readInteger(work), r: r ?? 8, p: p ?? 1, maxmem: maxScryptBytes }
    return deriveByScrypt(password, readOctets(salt), length, options)
  }
  if (readOid(name) !== pbkdf2Oid) throw new UnsupportedAlgorithm(readOid(name))
  const prf = rest.find(({ tag }) => tag === derTags.sequence)?.children[0]
  const hash = prf ? lookUp(hmacs, readOid(prf)) : 'sha1'
  return deriveByPbkdf2(password, readOctets(salt), checkIterations(readInteger(work)), length, hash)
}

function decipher(name: string, key: Buffer, iv: Buffer, encrypted: Buffer) {
  const decrypting = createDecipheriv(name, key, iv)
  return Buffer.concat([decrypting.update(encrypted), decrypting.final()])
}

type Pkcs12Work = { id: 1 | 2 | 3; hash: string; salt: Buffer; iterations: number; length: number }

/** RFC 7292 appendix B.2. The passphrase counts as UTF-16 with a zero at its end. */
export async function derivePkcs12Key(passphrase: string, { id, hash, salt, iterations, length }: Pkcs12Work) {
  checkIterations(iterations)
  const blockLength = hash === 'sha384' || hash === 'sha512' ? 128 : 64
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16()
  const input = Buffer.concat([fill(salt, blockLength), fill(password, blockLength)])
  const out: Buffer[] = []
  for (let size = 0; size < length; ) {
    let digest = createHash(hash).update(Buffer.alloc(blockLength, id)).update(input).digest()
    for (let i = 1; i < iterations; i++) {
      digest = createHash(hash).update(digest).digest()
      if (i % iterationsPerTurn === 0) await turn()
    }
    out.push(digest)
    size += digest.length
    const addend = fill(digest, blockLength).subarray(0, blockLength)
    for (let at = 0; at < input.length; at += blockLength) addOneMore(input.subarray(at, at + blockLength), addend)
  }
  return Buffer.concat(out).subarray(0, length)
}

/** Repeats bytes to whole blocks. */
const fill = (bytes: Buffer, blockLength: number) =>
  bytes.length ? Buffer.alloc(Math.ceil(bytes.length / blockLength) * blockLength, bytes) : bytes

/** block = block + addend + 1, as big-endian numbers. */
function addOneMore(block: Buffer, addend: Buffer) {
  let carry = 1
  for (let i = block.length - 1; i >= 0; i--) {
    const sum = (block[i] ?? 0) + (addend[i] ?? 0) + carry
    block[i] = sum & 0xff
    carry = sum >> 8
  }
}

/** Encrypts with AES-256 under PBKDF2, which every program of the last ten years reads. */
export async function encrypt(plain: Buffer, passphrase: string, iterations: number) {
  const [salt, iv] = [randomBytes(16), randomBytes(16)]
  const key = await deriveByPbkdf2(Buffer.from(passphrase), salt, iterations, 32, 'sha256')
  const encrypting = createCipheriv('aes-256-cbc', key, iv)
  const { sequence, octetString } = derTags
  const prf = encodeDer(sequence, encodeOid(hmacSha256), encodeDer(derTags.null))
  const work = encodeDer(sequence, encodeDer(octetString, salt), encodeInteger(iterations), prf)
  const derivation = encodeDer(sequence, encodeOid(pbkdf2Oid), work)
  const scheme = encodeDer(sequence, encodeOid(aes256), encodeDer(octetString, iv))
  return {
    algorithm: encodeDer(sequence, encodeOid(pbes2), encodeDer(sequence, derivation, scheme)),
    encrypted: Buffer.concat([encrypting.update(plain), encrypting.final()]),
  }
}
