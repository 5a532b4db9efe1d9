import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { badConfiguration, CommandError } from './command-error.ts'

/** The secrets of this installation: they sign its tokens and seal its stored keys. */
export type Secrets = ReturnType<typeof buildSecrets>

export function buildSecrets(installationKey: Buffer) {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', installationKey, '', `mediary ${purpose}`, 32))
  const tokenKey = derive('tokens')
  const sealKey = derive('seal')
  const searchKey = derive('search')
  const objectKey = derive('objects')

  return {
    /** Tells one installation's key from another's, and nothing about either. */
    keyId: derive('key id').toString('hex').slice(0, 16),

    /** The name by which this installation recognises itself in what upstreams send back. */
    pseudonym: `mediary-${derive('pseudonym').toString('hex').slice(0, 12)}`,

    /** HMAC-SHA-256, hexadecimal. A plain hash would not do: tokens brought from OpenHIM may be short. */
    digest: (token: string) => createHmac('sha256', tokenKey).update(token).digest('hex'),

    /** HMAC-SHA-256, hexadecimal, of a value that is searched for: nobody without the key can try values out. */
    searchDigest: (value: string) => createHmac('sha256', searchKey).update(value).digest('hex').slice(0, 32),

    /** HMAC-SHA-256, hexadecimal, of what stands in an object store: whoever can write there cannot write what is believed. */
    objectDigest: (text: string) => createHmac('sha256', objectKey).update(text).digest('hex'),

    /** AES-256-GCM: nonce (12 bytes), tag (16), ciphertext; base64. */
    seal(plain: string): string {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce)
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },

    /** Throws when the text was not sealed with this installation's key. */
    open(sealed: string): string {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

const keyFile = (folder: string) => join(folder, 'installation.key')

/**
 * Returns the key of the configuration (64 hexadecimal characters, for several nodes on one database), else that of the
 * data folder; undefined when there is none.
 */
export function readInstallationKey(folder: string, configured?: string): Buffer | undefined {
  if (configured) return Buffer.from(configured, 'hex')
  const file = keyFile(folder)
  if (!existsSync(file)) return undefined
  chmodSync(file, 0o600)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (key.length !== 32)
    throw new CommandError(`${file} is damaged: it must hold 64 hexadecimal characters.`, {
      exitCode: badConfiguration,
    })
  return key
}

/** Makes the key of a new installation. */
export function createInstallationKey(folder: string): Buffer {
  const key = randomBytes(32)
  writeFileSync(keyFile(folder), `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  return key
}
