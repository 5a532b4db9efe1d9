// SQLite takes 32,766 values in a statement; a role that is renamed may touch more clients than that.
const maxPerChunk = 1_000

/** Loads a long list in chunks, and returns the results as one list. */
export async function inChunks<I, T>(items: readonly I[], load: (items: I[]) => Promise<T[]>): Promise<T[]> {
  const chunks: T[][] = []
  for (let from = 0; from < items.length; from += maxPerChunk)
    chunks.push(await load(items.slice(from, from + maxPerChunk)))
  return chunks.flat()
}
