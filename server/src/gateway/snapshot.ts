import type { Mechanism } from '@mediary/contract/system'
import { type ChannelStore, type CompiledChannel, indexByPath } from '../channels/index.ts'
import type { ClientIdentity, ClientStore } from '../clients/index.ts'
import type { Change, Changes } from '../platform/database/changes.ts'
import type { Log } from '../platform/log.ts'
import type { MechanismStore } from '../system/index.ts'
import { servedChannels } from './served-channels.ts'
import type { Secondary, Upstream, Upstreams } from './upstreams/pool.ts'
import type { PublicAddress, Rewrite } from './upstreams/rewrite.ts'

/** All that deciding about a request needs, in memory. Nothing on the path of a request asks the database. */
export type Snapshot = {
  seq: number
  byId: Map<string, ClientIdentity>
  byClientID: Map<string, ClientIdentity>
  byToken: Map<string, ClientIdentity>
  byFingerprint: Map<string, ClientIdentity>
  byDomain: Map<string, ClientIdentity[]>
  /** Enabled channels that could take a path, by priority. */
  channelsFor: (path: string) => readonly CompiledChannel[]
  /** Asked only to say why nothing matched. */
  disabledFor: (path: string) => readonly CompiledChannel[]
  upstreamOf: Map<string, Upstream>
  /** By which clients may be recognised. */
  mechanisms: ReadonlySet<Mechanism>
  /** Every channel that can be served, whatever its status. */
  channelOf: Map<string, CompiledChannel>
  /** Only of channels that have any. */
  secondariesOf: Map<string, Secondary[]>
  rewriteOf: Map<string, Rewrite>
}

export type Snapshots = Awaited<ReturnType<typeof snapshots>>

/** Loads everything once, then only what changed. */
export async function snapshots(deps: {
  clients: Pick<ClientStore, 'identities'>
  channels: Pick<ChannelStore, 'forGateway'>
  changes: Changes
  mechanisms: Pick<MechanismStore, 'enabled'>
  upstreams: Upstreams
  /** Loads what changed of certificates, before anything is judged by it. */
  loadTrust: () => Promise<void>
  address: PublicAddress
  log: Log
}) {
  const snapshot: Snapshot = {
    seq: await deps.changes.last(),
    byId: new Map(),
    byClientID: new Map(),
    byToken: new Map(),
    byFingerprint: new Map(),
    byDomain: new Map(),
    channelsFor: indexByPath([]),
    disabledFor: indexByPath([]),
    upstreamOf: new Map(),
    mechanisms: new Set(await deps.mechanisms.enabled()),
    channelOf: new Map(),
    secondariesOf: new Map(),
    rewriteOf: new Map(),
  }
  for (const client of await deps.clients.identities()) addClient(snapshot, client)
  const served = servedChannels(deps)
  await served.load()
  served.putInto(snapshot)

  async function apply(changes: Change[]) {
    const touched = (kind: Change['kind']) => [
      ...new Set(changes.filter((change) => change.kind === kind).map(({ id }) => id)),
    ]
    const clients = touched('client')
    const identities = clients.length ? await deps.clients.identities(clients) : []
    for (const id of clients) removeClient(snapshot, id)
    for (const client of identities) addClient(snapshot, client)
    if (changes.some(({ kind }) => kind === 'certificate')) await deps.loadTrust()
    const channels = touched('channel')
    if (channels.length) await served.load(channels)
    if (channels.length || changes.some(({ kind }) => kind === 'certificate')) served.putInto(snapshot)
    if (changes.some(({ kind }) => kind === 'setting')) snapshot.mechanisms = new Set(await deps.mechanisms.enabled())
    snapshot.seq = changes.at(-1)?.seq ?? snapshot.seq
  }

  const state = { catchingUp: Promise.resolve() }
  return {
    current: () => snapshot,

    /** Resolves with the number of the last change that the next request obeys. */
    catchUp(): Promise<number> {
      const caughtUp = state.catchingUp.then(async () => {
        await apply(await deps.changes.since(snapshot.seq))
        return snapshot.seq
      })
      state.catchingUp = caughtUp.then(
        () => undefined,
        () => undefined,
      )
      return caughtUp
    },
  }
}

function addClient(snapshot: Snapshot, client: ClientIdentity) {
  snapshot.byId.set(client.id, client)
  snapshot.byClientID.set(client.clientID, client)
  if (client.tokenDigest) snapshot.byToken.set(client.tokenDigest, client)
  if (client.fingerprint) snapshot.byFingerprint.set(client.fingerprint, client)
  if (client.domain) {
    const domain = client.domain.toLowerCase()
    snapshot.byDomain.set(domain, [...(snapshot.byDomain.get(domain) ?? []), client])
  }
}

function removeClient(snapshot: Snapshot, id: string) {
  const client = snapshot.byId.get(id)
  if (!client) return
  snapshot.byId.delete(id)
  // Another client may have taken over what this one had: only its own entries go.
  const drop = (map: Map<string, ClientIdentity>, key: string | undefined) => {
    if (key && map.get(key) === client) map.delete(key)
  }
  drop(snapshot.byClientID, client.clientID)
  drop(snapshot.byToken, client.tokenDigest)
  drop(snapshot.byFingerprint, client.fingerprint)
  const domain = client.domain?.toLowerCase()
  if (!domain) return
  const others = (snapshot.byDomain.get(domain) ?? []).filter((other) => other !== client)
  if (others.length) snapshot.byDomain.set(domain, others)
  else snapshot.byDomain.delete(domain)
}
