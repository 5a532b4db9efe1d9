import { randomBytes } from 'node:crypto'

/**
 * Ids of 24 hexadecimal characters that sort by time, in the layout of MongoDB's ObjectId with its middle put to use:
 * seconds (4 bytes), milliseconds and the maker's order within them (2 bytes), maker (3 bytes), counter (3 bytes).
 * OpenHIM's documents keep their ids and sort among ours to the second.
 */
export function idMaker(maker: string = newMaker()) {
  let counter = randomBytes(2).readUInt16BE()
  let prefix = ''
  let prefixFor = -1
  return (now: number = Date.now()): string => {
    if (now !== prefixFor) {
      prefix = timePrefix(now) + maker
      prefixFor = now
    }
    counter = (counter + 1) & 0xffffff
    return prefix + counter.toString(16).padStart(6, '0')
  }
}
export type IdMaker = ReturnType<typeof idMaker>

/** Six hexadecimal characters: a process that makes ids, and owns the transactions whose ids it made. */
export const newMaker = () => randomBytes(3).toString('hex')

export const makerOf = (id: string) => id.slice(12, 18)

/** The least id of an instant: a bound for ranges of time. */
export const leastIdAt = (milliseconds: number) => `${timePrefix(Math.max(0, milliseconds))}000000000000`

/** Epoch milliseconds; those of OpenHIM's ids are to the second. */
export const timeOf = (id: string) => Number.parseInt(id.slice(0, 8), 16) * 1000

const timePrefix = (milliseconds: number) => {
  const seconds = Math.floor(milliseconds / 1000)
  const fraction = Math.floor(milliseconds % 1000) << 6
  return seconds.toString(16).padStart(8, '0') + fraction.toString(16).padStart(4, '0')
}
