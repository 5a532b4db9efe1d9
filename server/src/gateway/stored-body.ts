import { type RequestBody, tooLarge } from './request-body.ts'

/** A body that does not come from a client's connection: from the record, from a socket, or made by the gateway. */
export function storedBody(source: Buffer | AsyncIterable<Buffer>): RequestBody {
  const chunks = (Buffer.isBuffer(source) ? iterated(source) : source)[Symbol.asyncIterator]()
  const taken: Buffer[] = []
  const state = { size: 0, ended: false }

  /** Undefined at its end. */
  const next = async (largest: number): Promise<Buffer | undefined> => {
    const { value, done } = await chunks.next()
    if (done) {
      state.ended = true
      return undefined
    }
    state.size += value.length
    if (state.size > largest) throw tooLarge(largest)
    return value
  }

  return {
    size: () => state.size,

    async take(enough, largest = Number.POSITIVE_INFINITY) {
      while (!state.ended && state.size <= enough) {
        const chunk = await next(largest)
        if (chunk) taken.push(chunk)
      }
      return { bytes: Buffer.concat(taken), whole: state.ended }
    },

    async *stream(largest = Number.POSITIVE_INFINITY) {
      yield* taken
      while (!state.ended) {
        const chunk = await next(largest)
        if (chunk) yield chunk
      }
    },
  }
}

async function* iterated(bytes: Buffer) {
  yield bytes
}
