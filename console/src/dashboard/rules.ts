import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'

type Sender = Pick<Client, 'clientID' | 'roles'>
type Target = Pick<Channel, 'urlPattern' | 'methods' | 'allow' | 'status'>

/** A path that the pattern takes, when it is simple enough to read one off. */
const examplePath = (pattern: string) => {
  const plain = pattern.replace(/^\^/, '').replace(/\$$/, '').replace(/\.\*$/, '').replaceAll('\\/', '/')
  return /^\/[\w\-./]*$/.test(plain) ? plain : '/'
}

/** A command for the first request: a client with a channel that lets it through, as far as there are any. */
export function firstRequest(channels: readonly Target[], clients: readonly Sender[], host: string) {
  const open = channels.filter(({ status }) => status === 'enabled')
  const mayUse = ({ clientID, roles }: Sender, { allow }: Target) =>
    allow.some((allowed) => allowed === clientID || roles.includes(allowed))
  const pairs = clients.flatMap((client) =>
    open.filter((channel) => mayUse(client, channel)).map((channel) => ({ client, channel })),
  )
  const client = pairs[0]?.client ?? clients[0]
  const channel = pairs[0]?.channel ?? open[0]
  const method = channel?.methods[0] ?? 'GET'
  const path = examplePath(channel?.urlPattern ?? '/')
  return `curl -i -X ${method} -u '${client?.clientID ?? 'client-id'}:PASSWORD' http://${host}:5001${path}`
}
