import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'

type Sender = Pick<Client, 'clientID' | 'roles' | 'passwordSet' | 'customTokenSet'>
type Listener = { hostname: string; httpPort: number }
type Target = Pick<Channel, 'urlPattern' | 'methods'> & Access

/** Returns a path that the pattern matches, if the pattern is simple enough. */
const buildExamplePath = (pattern: string) => {
  const plain = pattern.replace(/^\^/, '').replace(/\$$/, '').replace(/\.\*$/, '').replaceAll('\\/', '/')
  return /^\/[\w\-./]*$/.test(plain) ? plain : '/'
}

type Role = Pick<Client, 'clientID' | 'roles'>
type Access = Pick<Channel, 'allow' | 'status'> & Partial<Pick<Channel, 'authType'>>

/** Returns a client and an enabled channel that the client may use, if there are any. */
export function findPair<C extends Access, S extends Role>(channels: readonly C[], clients: readonly S[]) {
  const open = channels.filter(({ status }) => status === 'enabled')
  const mayUse = ({ clientID, roles }: Role, { allow, authType }: Access) =>
    authType === 'public' || allow.some((allowed) => allowed === clientID || roles.includes(allowed))
  return clients
    .flatMap((client) => open.filter((channel) => mayUse(client, channel)).map((channel) => ({ client, channel })))
    .at(0)
}

/** Returns the latest client and the latest channel: those that a first request would bring together. */
export function findCandidate<C extends Access, S>(channels: readonly C[], clients: readonly S[]) {
  const channel = channels.findLast(({ status }) => status === 'enabled')
  const client = clients.at(-1)
  return channel && client ? { channel, client } : undefined
}

/** Returns a command for the first request, from a client that may use a channel, if there is one. */
export function buildFirstRequest(
  channels: readonly Target[],
  clients: readonly Sender[],
  { hostname, httpPort }: Listener,
) {
  const { client, channel } = findPair(channels, clients) ?? {
    client: clients[0],
    channel: channels.find(({ status }) => status === 'enabled'),
  }
  const method = channel?.methods[0] ?? 'GET'
  const path = buildExamplePath(channel?.urlPattern ?? '/')
  return `curl -i -X ${method} ${buildCredential(client)} http://${hostname}:${httpPort}${path}`
}

const buildCredential = (client: Sender | undefined) => {
  if (client?.customTokenSet && !client.passwordSet) return "-H 'Authorization: Custom TOKEN'"
  return `-u '${client?.clientID ?? 'client-id'}:PASSWORD'`
}

/** Returns the listener with a host name that this browser can reach. A server that calls itself localhost is where the browser found it. */
export const resolveListener = (gateway: Listener, found: string): Listener => ({
  ...gateway,
  hostname: gateway.hostname === 'localhost' ? found : gateway.hostname,
})
