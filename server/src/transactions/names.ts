import type { TransactionRow } from './store.ts'

/** Returns the names of objects by their ids. Those of deleted objects are missing. */
type FindNames = (ids: string[]) => Promise<ReadonlyMap<string, string>>

/** The sources of the names that a transaction shows. */
export type NameSources = { channels: { names: FindNames }; clients: { names: FindNames } }

/** Returns the function that names the channel and the client of each of these transactions. */
export async function loadNames(rows: readonly TransactionRow[], { channels, clients }: NameSources) {
  const distinct = (ids: (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]
  const [channelNames, clientNames] = await Promise.all([
    channels.names(distinct(rows.map(({ channel }) => channel))),
    clients.names(distinct(rows.map(({ client }) => client))),
  ])
  return ({ channel, client }: TransactionRow) => ({
    channelName: channelNames.get(channel),
    clientName: client === null ? undefined : clientNames.get(client),
  })
}
