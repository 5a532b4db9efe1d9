import { timingSafeEqual } from 'node:crypto'
import { computeCode, toStep } from './totp.ts'

/** RFC 6238 §5.2: how many steps the clock of a phone may be ahead or behind. */
const tolerance = 1

/** Returns the step of which a code is; undefined when it is of none that counts at this time. */
export function findStep(secret: Uint8Array, code: string, milliseconds: number): number | undefined {
  const sent = Buffer.from(code.replace(/\s/g, ''))
  const now = toStep(milliseconds)
  const steps = Array.from({ length: 2 * tolerance + 1 }, (_, i) => now - tolerance + i)
  const matching = steps.filter((step) => {
    const expected = Buffer.from(computeCode(secret, step))
    return sent.length === expected.length && timingSafeEqual(sent, expected)
  })
  return matching.at(-1)
}
