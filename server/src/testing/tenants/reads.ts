// What a caller can read through every GET endpoint of the contract, and what of the other organisation it shows.
import { endpoints, listPaths } from './calls.ts'
import { type Caller, marker, type World } from './organisations.ts'

export type Read = { url: string; status: number; text: string }

/** The only answer without an end. */
const endless = 'live.listen'

/** Lists the endpoints that read. A public one says the same to everybody. */
const readingEndpoints = endpoints.filter(
  ({ name, endpoint: { method, permission } }) => method === 'GET' && permission !== 'public' && name !== endless,
)

/** Lists the URLs of everything that exists: those that an administrator can read. */
export async function listReadable(world: World) {
  const found = []
  for (const { name, endpoint } of readingEndpoints)
    for (const url of listPaths(endpoint, world)) {
      const { status, text } = await world.admin('GET', url)
      if (status < 400) found.push({ name, endpoint, url, text })
    }
  return found
}

export async function readAll(caller: Caller, urls: readonly string[]): Promise<Read[]> {
  const reads = []
  for (const url of urls) reads.push({ url, ...(await caller('GET', url)) })
  return reads
}

export const listIds = ({ clientId, channelId, appId, urn, transactionId, token }: World['ours']) => [
  clientId,
  channelId,
  appId,
  urn,
  transactionId,
  token._id,
]

const listNames = ({ client, channel }: World['theirs']) => [
  marker,
  client.clientID,
  client.clientDomain,
  channel.name,
  'role-theirs',
  'app-theirs',
  'mediator-theirs',
  'user-theirs@example.org',
]

/** Lists what a text says of the other organisation beyond what was asked for. */
export function listSeen(text: string, asked: string, { theirs }: World) {
  const sent = decodeURIComponent(asked.replaceAll('+', ' '))
  return [...listIds(theirs), ...listNames(theirs)].filter((one) => text.includes(one) && !sent.includes(one))
}

/** Tells if a text names something of the other organisation, or everything. */
export const namesTheirs = (text: string, { theirs }: World) =>
  text.includes('theirs') || text.includes('.*') || listIds(theirs).some((id) => text.includes(id))
