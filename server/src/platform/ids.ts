import { randomBytes } from 'node:crypto'

/**
 * Ids of 24 hexadecimal characters that sort by time, in the layout of MongoDB's ObjectId with its middle put to use:
 * seconds (4 bytes), milliseconds and the process's order within them (2 bytes), process id (3 bytes), counter (3 bytes).
 * OpenHIM's documents keep their ids and sort among ours to the second.
 */
export function idGenerator(processId: string = newProcessId()) {
  let counter = randomBytes(2).readUInt16BE()
  let prefix = ''
  let prefixFor = -1
  return (now: number = Date.now()): string => {
    if (now !== prefixFor) {
      prefix = timePrefix(now) + processId
      prefixFor = now
    }
    counter = (counter + 1) & 0xffffff
    return prefix + counter.toString(16).padStart(6, '0')
  }
}
export type IdGenerator = ReturnType<typeof idGenerator>

/** Six hexadecimal characters: a process that makes ids, and owns the transactions whose ids it made. */
export const newProcessId = () => randomBytes(3).toString('hex')

/** The least id of an instant: a bound for ranges of time. */
export const leastIdAt = (milliseconds: number) =>
  `${timePrefix(Math.min(Math.max(0, milliseconds), latest))}000000000000`

/** What the seconds of an id can say: 2106. */
const latest = 0xffffffff * 1000

const greatest = (1n << 96n) - 1n
const shifted = (id: string, by: bigint) => {
  const number = BigInt(`0x${id}`) + by
  return (number < 0n ? 0n : number > greatest ? greatest : number).toString(16).padStart(24, '0')
}
/** The least id that is greater, and the greatest that is less. */
export const idAfter = (id: string) => shifted(id, 1n)
export const idBefore = (id: string) => shifted(id, -1n)

/** Epoch milliseconds; those of OpenHIM's ids are to the second. */
export const readTime = (id: string) => Number.parseInt(id.slice(0, 8), 16) * 1000

const timePrefix = (milliseconds: number) => {
  const seconds = Math.floor(milliseconds / 1000)
  const fraction = Math.floor(milliseconds % 1000) << 6
  return seconds.toString(16).padStart(8, '0') + fraction.toString(16).padStart(4, '0')
}
