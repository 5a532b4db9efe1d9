import { isDeepStrictEqual } from 'node:util'
import { type ChannelStore, indexByPath } from '../../channels/index.ts'
import type { ClientIdentity, ClientStore, HeldCredential } from '../../clients/index.ts'
import { singleFlight } from '../../platform/concurrency/single-flight.ts'
import type { Change, Changes } from '../../platform/database/changes.ts'
import type { Log } from '../../platform/log.ts'
import type { IssuerStore, KnownIssuer, MechanismStore } from '../../system/index.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Upstreams } from '../upstreams/pool.ts'
import type { PublicAddress } from '../upstreams/rewrite.ts'
import { servedChannels } from './served-channels.ts'

type Deps = {
  clients: Pick<ClientStore, 'identities'>
  channels: Pick<ChannelStore, 'forGateway'>
  changes: Changes
  mechanisms: Pick<MechanismStore, 'enabled'>
  issuers: Pick<IssuerStore, 'forGateway'>
  upstreams: Upstreams
  /** Loads changed certificates, before a request is judged by them. */
  loadTrust: () => Promise<void>
  address: PublicAddress
  /** Undefined: another process logs which channels cannot be served. */
  log: Log | undefined
}

/** Loads the whole configuration once, then only what has changed. */
export async function loadSnapshot(deps: Deps) {
  const snapshot = await createEmptySnapshot(deps)
  for (const client of await deps.clients.identities()) addClient(snapshot, client)
  const served = servedChannels(deps)
  await served.load()
  served.putInto(snapshot)

  return {
    current: () => snapshot,

    /** Resolves when the next request sees every change that was made before the call. */
    catchUp: singleFlight(async () => applyChanges(deps, snapshot, served, await deps.changes.since(snapshot.seq))),
  }
}

const createEmptySnapshot = async ({ changes, mechanisms, issuers }: Deps): Promise<Snapshot> => ({
  seq: await changes.last(),
  byId: new Map(),
  byClientID: new Map(),
  byToken: new Map(),
  byFingerprint: new Map(),
  bySubject: new Map(),
  byDomain: new Map(),
  channelsFor: indexByPath([]),
  disabledFor: indexByPath([]),
  mechanisms: new Set(await mechanisms.enabled()),
  issuers: await issuers.forGateway(),
  channels: new Map(),
  upstreams: new Map(),
  secondaries: new Map(),
  rewrites: new Map(),
  problems: new Map(),
})

async function applyChanges(
  deps: Deps,
  snapshot: Snapshot,
  served: ReturnType<typeof servedChannels>,
  changes: Change[],
) {
  const changed = (kind: Change['kind']) => [
    ...new Set(changes.filter((change) => change.kind === kind).map(({ id }) => id)),
  ]
  const clients = changed('client')
  const identities = clients.length ? await deps.clients.identities(clients) : []
  for (const id of clients) removeClient(snapshot, id)
  for (const client of identities) addClient(snapshot, client)
  const certificates = changed('certificate').length > 0
  if (certificates) await deps.loadTrust()
  const channels = changed('channel')
  if (channels.length) await served.load(channels)
  if (channels.length || certificates) served.putInto(snapshot)
  if (changed('setting').length) {
    snapshot.mechanisms = new Set(await deps.mechanisms.enabled())
    snapshot.issuers = keepUnchanged(snapshot.issuers, await deps.issuers.forGateway())
  }
  snapshot.seq = changes.at(-1)?.seq ?? snapshot.seq
}

/** Keeps the issuers whose settings are the same, with the keys that were fetched for them. */
const keepUnchanged = (former: readonly KnownIssuer[], loaded: readonly KnownIssuer[]) =>
  loaded.map((issuer) => former.find((one) => isDeepStrictEqual(one, issuer)) ?? issuer)

function addClient(snapshot: Snapshot, client: ClientIdentity) {
  snapshot.byId.set(client.id, client)
  snapshot.byClientID.set(client.clientID, client)
  for (const credential of client.credentials) {
    const index = findIndex(snapshot, credential)
    // Of two credentials with one certificate, a revoked one must not hide the other.
    if (index && !(credential.revoked && index.has(credential.secret)))
      index.set(credential.secret, { client, credential })
  }
  if (client.domain) {
    const domain = client.domain.toLowerCase()
    snapshot.byDomain.set(domain, [...(snapshot.byDomain.get(domain) ?? []), client])
  }
}

/** Returns the index that finds a credential. A password is found by its client. */
function findIndex(snapshot: Snapshot, { kind }: HeldCredential) {
  switch (kind) {
    case 'token':
      return snapshot.byToken
    case 'certificate':
      return snapshot.byFingerprint
    case 'jwt':
      return snapshot.bySubject
    case 'basic':
      return undefined
  }
}

function removeClient(snapshot: Snapshot, id: string) {
  const client = snapshot.byId.get(id)
  if (!client) return
  snapshot.byId.delete(id)
  // Another client may have the same token, fingerprint or Client ID by now: only this client's entries go.
  if (snapshot.byClientID.get(client.clientID) === client) snapshot.byClientID.delete(client.clientID)
  for (const credential of client.credentials) {
    const index = findIndex(snapshot, credential)
    if (index?.get(credential.secret)?.client === client) index.delete(credential.secret)
  }
  const domain = client.domain?.toLowerCase()
  if (!domain) return
  const others = (snapshot.byDomain.get(domain) ?? []).filter((other) => other !== client)
  if (others.length) snapshot.byDomain.set(domain, others)
  else snapshot.byDomain.delete(domain)
}
