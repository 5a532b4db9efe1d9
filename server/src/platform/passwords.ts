import { argon2, createHash, getHashes, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { compare as compareBcrypt } from 'bcryptjs'
import { cost } from '#password-cost'

const derive = promisify(argon2)

/** PHC string format, of the password in NFC: keyboards differ in how they compose a letter. $argon2id$v=19$m=19456,t=2,p=1$salt$hash. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const hash = await derive('argon2id', { ...cost, tagLength: 32, message: password.normalize('NFC'), nonce })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(hash)}`
}

/** Accepts argon2id, bcrypt ($2a$, $2b$, $2y$) and OpenHIM's salted digests, which `importedHash` writes. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  const composed = password.normalize('NFC')
  // A hash that was imported, or made by an earlier version, is of the password as it was sent.
  return (await verifyExactly(stored, composed)) || (composed !== password && verifyExactly(stored, password))
}

/**
 * Verifies a password and takes as long for a digest of OpenHIM, which is quick to check, as for a hash of our own. A
 * bcrypt hash takes as long as it was made to, until a right password replaces it.
 */
export async function verifyPasswordInFull(stored: string, password: string): Promise<boolean> {
  if (!isDigest(stored)) return verifyPassword(stored, password)
  await verifyNobody(password)
  return verifyPassword(stored, password)
}

const isDigest = (stored: string) => !stored.startsWith('$argon2id$') && !stored.startsWith('$2')

async function verifyExactly(stored: string, password: string): Promise<boolean> {
  if (stored.startsWith('$argon2id$')) return verifyArgon2(stored, password)
  if (stored.startsWith('$2')) return compareBcrypt(password, stored)
  return verifyDigest(stored, password)
}

export const needsRehash = (stored: string) =>
  !stored.startsWith(`$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$`)

// Verified when the name is unknown, so that an unknown name costs as much time as a known one.
const nobodysPassword = hashPassword(randomBytes(16).toString('hex'))
export const verifyNobody = async (password: string): Promise<false> => {
  await verifyPassword(await nobodysPassword, password)
  return false
}

/** `saltFirst`: OpenHIM hashes salt ‖ password for its users, and password ‖ salt for its clients. */
type Imported = { algorithm: string; hash: string; salt: string; saltFirst?: boolean }

/**
 * A hash that OpenHIM made: a salted digest in hexadecimal, or bcrypt.
 * Undefined when it is neither, or a bcrypt hash so costly that checking it would stall others.
 */
export function importedHash({ algorithm, hash, salt, saltFirst = false }: Imported) {
  if (algorithm.toLowerCase() === 'bcrypt')
    return /^\$2[aby]\$(0[4-9]|1[0-3])\$[./\w]{53}$/.test(hash) ? hash : undefined
  const digest = algorithm.replace(/^RSA-/i, '').toLowerCase()
  if (!getHashes().includes(digest)) return undefined
  if (!/^[0-9a-f]+$/i.test(hash) || hash.length !== 2 * createHash(digest).digest().length) return undefined
  return `$${saltFirst ? 'salt-digest' : 'digest'}$${digest}$${Buffer.from(salt).toString('base64url')}$${hash.toLowerCase()}`
}

const maxArgon2 = { memory: 1_048_576, passes: 16, parallelism: 16 }

/** Tells if a text is a stored hash that can be verified at a cost that stalls nobody. */
export function isPasswordVerifier(text: string): boolean {
  const [, kind = '', first = '', second = '', third = '', hash = ''] = text.split('$')
  if (kind === 'argon2id') return isArgon2(text)
  if (kind === 'digest' || kind === 'salt-digest') {
    const salt = Buffer.from(second, 'base64url').toString()
    const saltFirst = kind === 'salt-digest'
    return hash === '' && importedHash({ algorithm: first, hash: third, salt, saltFirst }) === text
  }
  return importedHash({ algorithm: 'bcrypt', hash: text, salt: '' }) !== undefined
}

function isArgon2(text: string) {
  const found = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$[\w+/]{8,90}\$[\w+/]{16,90}$/.exec(text)
  const [memory = 0, passes = 0, parallelism = 0] = (found?.slice(1) ?? []).map(Number)
  const { memory: m, passes: t, parallelism: p } = maxArgon2
  return memory >= 8 && passes >= 1 && parallelism >= 1 && memory <= m && passes <= t && parallelism <= p
}

export type UserDigest = { algorithm: string; salt: string; hash: string }

/** Returns the digest that OpenHIM made for a user; undefined for a hash of another kind. */
export function readUserDigest(stored: string): UserDigest | undefined {
  const [, order, algorithm = '', salt = '', hash = ''] = stored.split('$')
  if (order !== 'salt-digest') return undefined
  return { algorithm, salt: Buffer.from(salt, 'base64url').toString(), hash }
}

async function verifyArgon2(stored: string, password: string) {
  const [, , , parameters = '', salt = '', expected = ''] = stored.split('$')
  const number = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(parameters)?.[1])
  const hash = await derive('argon2id', {
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: number('m'),
    passes: number('t'),
    parallelism: number('p'),
    tagLength: Buffer.from(expected, 'base64').length,
  })
  return timingSafeEqual(hash, Buffer.from(expected, 'base64'))
}

function verifyDigest(stored: string, password: string) {
  const [, order, digest = '', encodedSalt = '', expected = ''] = stored.split('$')
  const salt = Buffer.from(encodedSalt, 'base64url').toString()
  const hash = createHash(digest)
    .update(order === 'salt-digest' ? salt + password : password + salt)
    .digest()
  return timingSafeEqual(hash, Buffer.from(expected, 'hex'))
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
