// Puts chunks into objects, with little memory, whatever the order of their channels.
import { randomBytes } from 'node:crypto'
import type { Database } from '../../platform/database/database.ts'
import { type ColdObject, type ColdRange, noteUpload } from './catalogue.ts'
import { type ColdChunk, maxObject } from './object-format.ts'
import type { ColdObjects } from './objects.ts'

/** All objects that are being filled have at most so many bytes. */
const maxBuffered = 24 * 1024 * 1024

type Filling = { chunks: ColdChunk[]; bytes: number }

/** Fills objects with the chunks of a partition, which come in the order of their ids. */
export function packer(database: Database, objects: ColdObjects, { first, before }: ColdRange) {
  const filling = new Map<string, Filling>()
  const packed: ColdObject[] = []
  const state = { buffered: 0 }

  const write = async (channel: string) => {
    const { chunks, bytes } = filling.get(channel) ?? { chunks: [], bytes: 0 }
    filling.delete(channel)
    state.buffered -= bytes
    const [least, greatest] = [chunks[0]?.id, chunks.at(-1)?.id]
    if (least === undefined || greatest === undefined) return
    const object = `${first || 'first'}/${channel}/${randomBytes(8).toString('hex')}.0`
    await noteUpload(database, object)
    const size = await objects.write(object, chunks)
    packed.push({
      ...{ object, first, before, channel, least, greatest },
      transactions: new Set(chunks.map(({ id }) => id)).size,
      chunks: chunks.length,
      body_bytes: bytes,
      bytes: size,
    })
  }

  return {
    async add(channel: string, chunk: ColdChunk) {
      const into = filling.get(channel) ?? { chunks: [], bytes: 0 }
      filling.set(channel, into)
      into.chunks.push(chunk)
      into.bytes += chunk.bytes.length
      state.buffered += chunk.bytes.length
      if (into.bytes >= maxObject.bytes || into.chunks.length >= maxObject.chunks) await write(channel)
      if (state.buffered < maxBuffered) return
      const [fullest] = [...filling].toSorted(([, a], [, b]) => b.bytes - a.bytes)
      if (fullest) await write(fullest[0])
    },

    /** Writes what is left, and returns the objects, each of which was read back. */
    async finish(): Promise<ColdObject[]> {
      for (const channel of [...filling.keys()]) await write(channel)
      return packed
    },
  }
}
