import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../platform/files/folder.ts'
import type { Secrets } from '../platform/secrets.ts'

type PlainChunk = { id: string; part: string; n: number; bytes: Uint8Array }
type Key = { id: string; key: KeyObject }
type ForgetOrder = { number: number; channel: string; month: string; at: number }

/** Seals the chunks of one transaction's bodies. */
export type Seal = (chunk: PlainChunk) => { bytes: Uint8Array; key: string }

/** Holds the number of the last order to destroy a key that was carried out in this folder. */
const forgottenFile = '.forgotten'
const fileName = /^([0-9a-f]{24})\.(\d{4}-\d{2})$/
const sizes = { nonce: 12, tag: 16 }

/** Returns the month of a time, in UTC. A key is used for one channel and one month. */
export const toMonth = (at: number) => new Date(at).toISOString().slice(0, 7)

/**
 * The keys of sealed bodies: files of their own, outside the store, so that a copy of the store has none of them, and
 * destroying one forgets its bodies in every copy. Each is sealed with the installation's key.
 */
export class BodyKeys {
  #folder: string
  #secrets: Pick<Secrets, 'seal' | 'open'>
  #known = new Map<string, Key>()
  #nonce = nonceSource()

  constructor(folder: string, secrets: Pick<Secrets, 'seal' | 'open'>) {
    this.#folder = folder
    this.#secrets = secrets
  }

  /** Returns the seal for the bodies of a transaction that begins now. */
  sealer(channel: string, at: number): Seal {
    const name = `${channel}.${toMonth(at)}`
    const key = this.#read(name) ?? this.#make(name)
    return (chunk) => ({ bytes: seal(key.key, this.#nonce(), chunk), key: key.id })
  }

  /** Returns undefined when the key has been destroyed. Throws when the chunk is not the one that was sealed. */
  open(id: string, chunk: PlainChunk): Uint8Array | undefined {
    const key = this.#read(id.slice(0, id.lastIndexOf('.')))
    return key?.id === id ? open(key.key, chunk) : undefined
  }

  list(): { channel: string; month: string }[] {
    return (existsSync(this.#folder) ? readdirSync(this.#folder) : [])
      .flatMap((name) => {
        const [, channel, month] = fileName.exec(name) ?? []
        return channel && month ? [{ channel, month }] : []
      })
      .sort((a, b) => a.month.localeCompare(b.month) || a.channel.localeCompare(b.channel))
  }

  /** False when there is none. */
  destroy(channel: string, month: string): boolean {
    const path = this.#toPath(`${channel}.${month}`)
    if (!fileName.test(`${channel}.${month}`) || !existsSync(path)) return false
    overwrite(path)
    rmSync(path)
    this.#known.delete(`${channel}.${month}`)
    return true
  }

  /** Returns up to which number `forget` has been done in this folder; undefined when it never was. */
  readForgotten(): number | undefined {
    const text = readIfThere(this.#toPath(forgottenFile))
    return text === undefined ? undefined : Number(text)
  }

  /** Destroys the key that an order names, once in this folder: a key that was made since stays. `at`: when it was ordered. */
  forget({ number, channel, month, at }: ForgetOrder): void {
    const done = this.readForgotten()
    if (done !== undefined && number <= done) return
    const path = this.#toPath(`${channel}.${month}`)
    const isNewer = done === undefined && existsSync(path) && statSync(path).mtimeMs > at
    if (!isNewer) this.destroy(channel, month)
    makeFolder(this.#folder)
    const draft = this.#toPath(`.${randomBytes(8).toString('hex')}`)
    writeFileSync(draft, String(number), { mode: 0o600, flag: 'wx', flush: true })
    renameSync(draft, this.#toPath(forgottenFile))
  }

  // Another process may have destroyed it: a key is used only while its file is there, and only the one that it holds.
  #read(name: string): Key | undefined {
    const former = this.#known.get(name)
    const text = readIfThere(this.#toPath(name))
    if (text === undefined) {
      this.#known.delete(name)
      return undefined
    }
    const [id = '', sealed = ''] = text.trim().split('\n')
    if (former?.id === id) return former
    const key = { id, key: createSecretKey(this.#secrets.open(sealed), 'hex') }
    this.#known.set(name, key)
    return key
  }

  #make(name: string): Key {
    makeFolder(this.#folder)
    const secret = this.#secrets.seal(randomBytes(32).toString('hex'))
    const draft = this.#toPath(`.${randomBytes(8).toString('hex')}`)
    writeFileSync(draft, `${name}.${randomBytes(6).toString('hex')}\n${secret}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    try {
      linkSync(draft, this.#toPath(name))
    } catch (error) {
      // Another worker was faster: its key is taken.
      if (!existsSync(this.#toPath(name))) throw error
    } finally {
      rmSync(draft, { force: true })
    }
    const key = this.#read(name)
    if (!key) throw new Error(`The key of the bodies ${name} could not be made`)
    return key
  }

  #toPath(name: string) {
    return join(this.#folder, name)
  }
}

// The transaction, the body and the position within it: no chunk can replace another.
const context = ({ id, part, n }: PlainChunk) => Buffer.from(`${id}\n${part}\n${n}`)

/** AES-256-GCM: nonce, tag, ciphertext. A nonce is random: a key seals far fewer than 2^32 chunks in a month. */
function seal(key: KeyObject, nonce: Buffer, chunk: PlainChunk): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context(chunk))
  const text = cipher.update(chunk.bytes)
  cipher.final()
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** Drawn many at a time: asking for each costs more than sealing with it. */
function nonceSource() {
  const state = { drawn: Buffer.alloc(0), used: 0 }
  return () => {
    if (state.used === state.drawn.length) Object.assign(state, { drawn: randomBytes(sizes.nonce * 512), used: 0 })
    state.used += sizes.nonce
    return state.drawn.subarray(state.used - sizes.nonce, state.used)
  }
}

function open(key: KeyObject, chunk: PlainChunk): Buffer {
  const { bytes } = chunk
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, sizes.nonce), { authTagLength: sizes.tag })
  decipher.setAAD(context(chunk)).setAuthTag(bytes.subarray(sizes.nonce, sizes.nonce + sizes.tag))
  return Buffer.concat([decipher.update(bytes.subarray(sizes.nonce + sizes.tag)), decipher.final()])
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function overwrite(path: string) {
  const file = openSync(path, 'r+')
  writeSync(file, randomBytes(readFileSync(path).length))
  fsyncSync(file)
  closeSync(file)
}
