import { hash, X509Certificate } from 'node:crypto'
import { type AuthorityStore, hashIssuerKey, type IssuedIdentity, type RevocationStore } from '../../authority/index.ts'
import type { ForGateway, KeystoreStore } from '../../keystore/index.ts'
import { pathFinder } from './certification-path.ts'
import type { Trust } from './client-trust.ts'

type Deps = {
  keystore: Pick<KeystoreStore, 'forGateway'>
  authority: Pick<AuthorityStore, 'authorities' | 'identities'>
  revocation: Pick<RevocationStore, 'revoked'>
  /** `certificates.apply: immediately`: what changes in the keystore needs no restart. */
  immediately: boolean
}

/**
 * The trust store: the certificate that the listeners present, and the certificates they trust. The server's pair and
 * the trusted certificates stay those of the start until a restart, unless they apply immediately. What our own
 * authority does takes effect at once, above all a revocation.
 */
export async function trustStore({ keystore, authority, revocation, immediately }: Deps) {
  const started = await keystore.forGateway()
  const own: string[] = []
  const state = { served: started, stored: started, authorities: own, trust: buildTrust([], own, [], new Map()) }

  async function load() {
    const [stored, authorities, issued, revoked] = await Promise.all([
      keystore.forGateway(),
      authority.authorities(),
      authority.identities(),
      revocation.revoked(),
    ])
    state.stored = stored
    if (immediately) state.served = stored
    state.authorities = authorities.map(({ pem }) => pem)
    state.trust = buildTrust(
      state.served.trusted.map(({ pem }) => pem),
      state.authorities,
      issued,
      revoked,
    )
  }
  await load()

  return {
    load,
    current: () => state.trust,
    /** What TLS is given. */
    listenerOptions: () => ({
      key: state.served.key,
      cert: state.served.cert,
      trusted: [...state.served.trusted.map(({ pem }) => pem), ...state.authorities],
    }),
    /** For upstreams a change counts at once: connections to them are ours to open. */
    upstreamTrust: (id: string) => state.stored.trusted.find((one) => one.id === id)?.pem,
    upstreamIdentity: (id: string): ForGateway['identities'][number] | undefined =>
      state.stored.identities.find((one) => one.id === id),
  }
}

function buildTrust(
  trusted: string[],
  own: string[],
  issued: IssuedIdentity[],
  revoked: Map<string, Set<string>>,
): Trust {
  const authorities = own.map((pem) => new X509Certificate(pem))
  const anchors = [...trusted.map((pem) => new X509Certificate(pem)), ...authorities]
  const bySubject = Map.groupBy(anchors, ({ subject }) => subject)
  const prints = new Set(anchors.map(({ fingerprint256 }) => fingerprint256))
  const ours = new Set(authorities.map(({ fingerprint256 }) => fingerprint256))
  const revokedBy = new Map(anchors.map((one) => [one.fingerprint256, revoked.get(hashIssuerKey(one))]))
  const gone = issued.filter((one) => one.revoked).map(({ id }) => id)
  const lists = [...revoked].map(([key, serials]) => `${key} ${[...serials].join()}`)
  return {
    isAnchor: ({ fingerprint256 }) => prints.has(fingerprint256),
    pathFrom: pathFinder((subject) => bySubject.get(subject) ?? []),
    revokedBy: ({ fingerprint256 }) => revokedBy.get(fingerprint256),
    issued: new Map(issued.map((one) => [one.fingerprint, one])),
    isOwnAuthority: ({ fingerprint256 }) => ours.has(fingerprint256),
    state: hash('sha256', [...prints, ...gone, ...lists].sort().join('\n')),
  }
}
