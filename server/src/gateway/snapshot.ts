import type { Mechanism } from '@mediary/contract/system'
import type { CompiledChannel } from '../channels/index.ts'
import type { ClientIdentity, HeldCredential } from '../clients/index.ts'
import type { KnownIssuer } from '../system/index.ts'
import type { Rewrite } from './upstreams/rewrite.ts'
import type { Secondary, Upstream } from './upstreams/upstream.ts'

/** A credential with its client. */
export type OwnedCredential = { client: ClientIdentity; credential: HeldCredential }

/** The configuration in memory: a decision about a request never waits for the database. */
export type Snapshot = {
  seq: number
  byId: Map<string, ClientIdentity>
  byClientID: Map<string, ClientIdentity>
  byToken: Map<string, OwnedCredential>
  byFingerprint: Map<string, OwnedCredential>
  /** By the subject of a JSON Web Token. */
  bySubject: Map<string, OwnedCredential>
  byDomain: Map<string, ClientIdentity[]>
  /** Returns the enabled channels that could take a path, by priority. */
  channelsFor: (path: string) => readonly CompiledChannel[]
  /** Returns the disabled channels that could take a path, to explain why nothing matched. */
  disabledFor: (path: string) => readonly CompiledChannel[]
  /** The ways in which a client may authenticate. */
  mechanisms: ReadonlySet<Mechanism>
  /** The issuers whose JSON Web Tokens are accepted. */
  issuers: readonly KnownIssuer[]
  /** Every channel whose path can be matched, whatever its status, by id. */
  channels: Map<string, CompiledChannel>
  /** The primary route of each channel, by the channel's id. */
  upstreams: Map<string, Upstream>
  /** The other routes of each channel that has any. */
  secondaries: Map<string, Secondary[]>
  rewrites: Map<string, Rewrite>
  /** Why a channel cannot be served, by the channel's id. */
  problems: ReadonlyMap<string, string>
}
