import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'

type Sender = Pick<Client, 'clientID' | 'roles' | 'passwordSet' | 'customTokenSet'>
type Listener = { hostname: string; httpPort: number }
type Target = Pick<Channel, 'urlPattern' | 'methods' | 'allow' | 'status'>

/** Returns a path that the pattern matches, if the pattern is simple enough. */
const buildExamplePath = (pattern: string) => {
  const plain = pattern.replace(/^\^/, '').replace(/\$$/, '').replace(/\.\*$/, '').replaceAll('\\/', '/')
  return /^\/[\w\-./]*$/.test(plain) ? plain : '/'
}

/** Returns a command for the first request, from a client that may use a channel, if there is one. */
export function buildFirstRequest(
  channels: readonly Target[],
  clients: readonly Sender[],
  { hostname, httpPort }: Listener,
) {
  const open = channels.filter(({ status }) => status === 'enabled')
  const mayUse = ({ clientID, roles }: Sender, { allow }: Target) =>
    allow.some((allowed) => allowed === clientID || roles.includes(allowed))
  const pairs = clients.flatMap((client) =>
    open.filter((channel) => mayUse(client, channel)).map((channel) => ({ client, channel })),
  )
  const client = pairs[0]?.client ?? clients[0]
  const channel = pairs[0]?.channel ?? open[0]
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
