// Time-based one-time passwords (RFC 6238) as authenticator apps know them: HMAC-SHA-1, 30 seconds, six digits.
import { createHmac } from 'node:crypto'

const secondsPerStep = 30
const digits = 6

export const toStep = (milliseconds: number) => Math.floor(milliseconds / 1000 / secondsPerStep)

/** Returns the code of a step (RFC 4226 §5.3). */
export function computeCode(secret: Uint8Array, step: number, length = digits): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return String(number % 10 ** length).padStart(length, '0')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('')
}
