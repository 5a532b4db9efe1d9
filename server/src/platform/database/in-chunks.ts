// SQLite takes 32,766 values in a statement; a role that is renamed may touch more clients than that.
const most = 1_000

/** What `load` tells of each part of a long list, in one list. */
export async function inParts<T>(ids: string[], load: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const parts: T[][] = []
  for (let from = 0; from < ids.length; from += most) parts.push(await load(ids.slice(from, from + most)))
  return parts.flat()
}
