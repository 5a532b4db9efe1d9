import { type RequestBody, tooLarge } from '../listeners/request-body.ts'

/** A body that is read from the record, or from anywhere else that is not a connection: never more of it at once than is asked for. */
export function recordedBody(source: AsyncIterable<Uint8Array>): RequestBody {
  const pieces = source[Symbol.asyncIterator]()
  const taken: Buffer[] = []
  const state = { size: 0, ended: false }

  const next = async (largest: number): Promise<Buffer | undefined> => {
    const { done, value } = await pieces.next()
    if (done) {
      state.ended = true
      return undefined
    }
    state.size += value.length
    if (state.size > largest) throw tooLarge(largest)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }

  return {
    async take(enough, largest = Number.POSITIVE_INFINITY) {
      while (!state.ended && state.size <= enough) {
        const piece = await next(largest)
        if (piece) taken.push(piece)
      }
      return { bytes: Buffer.concat(taken), whole: state.ended }
    },

    async *stream(largest = Number.POSITIVE_INFINITY) {
      yield* taken.splice(0)
      for (;;) {
        const piece = await next(largest)
        if (!piece) return
        yield piece
      }
    },

    size: () => state.size,
    trailers: () => [],
  }
}
