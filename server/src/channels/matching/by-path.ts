import type { CompiledChannel } from './compile.ts'

// So few are asked one after the other sooner than looked up.
const maxUnindexed = 16
// A path is looked up once for each length of prefix that occurs.
const maxPrefixLength = 64

/** Those channels that could take a path, in the order given: of thousands only the few whose patterns begin as the path does. */
export function indexByPath(channels: readonly CompiledChannel[]): (path: string) => readonly CompiledChannel[] {
  if (channels.length <= maxUnindexed) return () => channels
  const ranks = new Map(channels.map((channel, rank) => [channel, rank]))
  const findRank = (channel: CompiledChannel) => ranks.get(channel) ?? 0
  const byPrefix = Map.groupBy(channels, ({ pathPrefix }) => pathPrefix.slice(0, maxPrefixLength))
  const lengths = [...new Set([...byPrefix.keys()].map(({ length }) => length))].sort((a, b) => a - b)

  return (path) => {
    let found: readonly CompiledChannel[] | undefined
    for (const length of lengths) {
      if (length > path.length) break
      const begun = byPrefix.get(path.slice(0, length))
      if (begun) found = found ? [...found, ...begun].sort((a, b) => findRank(a) - findRank(b)) : begun
    }
    return found ?? []
  }
}
