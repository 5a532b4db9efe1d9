// Which channels the clients of the other organisation reach, and who else reaches theirs: decided as the gateway does.
import { checkAccess, match } from '../../channels/index.ts'
import { type ClientIdentity, findStatus, listIdentityRoles } from '../../clients/index.ts'
import { createUpstreams, loadSnapshot } from '../../gateway/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { logTo } from '../../platform/log.ts'
import type { World } from './organisations.ts'

const log = logTo('silent', 'test')
const upstreams = createUpstreams({ timeout: 1_000, trusted: () => undefined, identity: () => undefined, log })

const loadGateway = async ({ database, stores }: World) =>
  (
    await loadSnapshot({
      ...stores,
      changes: changeLog(database, async () => undefined),
      upstreams,
      loadTrust: async () => undefined,
      address: { host: 'localhost', http: 5001, https: 5000 },
      log: undefined,
    })
  ).current()

/**
 * Returns whom each credential of the other organisation names and what this client reaches, and the others that reach a
 * channel of the other organisation.
 */
export async function readReach(world: World) {
  const { secrets, theirs } = world
  const snapshot = await loadGateway(world)
  const now = Date.now()
  const decide = (client: ClientIdentity | undefined, path: string) => {
    const channel = match(snapshot.channelsFor(path), { method: 'GET', path, contentType: undefined })
    if (!channel) return undefined
    const caller = client && { clientID: client.clientID, roles: listIdentityRoles(client, now) }
    const isOff = client?.status !== undefined && findStatus(client.status, now) === 'disabled'
    return { channel: channel.channel._id, decision: isOff ? 'disabled' : checkAccess(caller, channel, '192.0.2.1') }
  }
  const { clientID, clientDomain } = theirs.client
  const known = {
    basic: snapshot.byClientID.get(clientID),
    token: snapshot.byToken.get(secrets.digest(theirs.token.secret))?.client,
    jwt: snapshot.bySubject.get(clientID)?.client ?? snapshot.byClientID.get(clientID),
    certificate: snapshot.byDomain.get(clientDomain),
  }
  const named = Object.entries(known).map(([kind, found]) => [kind, [found].flat().map((one) => one?.id)])
  const reached = decide(known.basic, '/theirs/x')
  const gained = ['/ours/x', '/other/x'].filter((path) => decide(known.basic, path)?.decision === 'allowed')
  const reachesTheirs = (client: ClientIdentity | undefined) => {
    const { channel, decision } = decide(client, '/theirs/x') ?? {}
    return channel === theirs.channelId && decision === 'allowed'
  }
  const others = [undefined, ...snapshot.byId.values()].filter((one) => one?.id !== theirs.clientId)
  const intruders = others.filter(reachesTheirs).map((one) => one?.clientID ?? 'nobody')
  return { named, passwords: known.basic?.passwords, reached, gained, intruders }
}
