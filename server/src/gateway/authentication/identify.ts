import type { ClientStore, GuessStore } from '../../clients/index.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { Arrival } from '../listeners/request.ts'
import type { Snapshot } from '../snapshot.ts'
import { basic } from './basic.ts'
import {
  type CredentialMemory,
  type CredentialRefusal,
  type Current,
  credentialMemory,
  type Finding,
  holds,
  type Identified,
  type Mechanism,
  mechanismNames,
  type Recognised,
} from './credentials.ts'
import { customToken } from './custom-token.ts'
import { jwt } from './jwt.ts'
import { type MutualTlsLookup, mutualTls } from './mutual-tls.ts'

export type Identify = (arrival: Arrival) => Promise<Identified> | Identified

type Deps = {
  snapshot: () => Snapshot
  secrets: Secrets
  clients: Pick<ClientStore, 'rehash'>
  guesses: GuessStore
  certificates: Pick<MutualTlsLookup, 'trust' | 'used' | 'inChain' | 'depth'>
}

/**
 * Identifies the client of a request in OpenHIM's order: JWT, custom token, basic, mutual TLS. The first success wins;
 * after a failure the next mechanism is tried.
 */
export function identifier(deps: Deps): Identify {
  const current: Current = {
    findClient: (id) => deps.snapshot().byId.get(id),
    issuers: () => deps.snapshot().issuers,
  }
  const memory = credentialMemory(current)
  const verify = verifier(deps, memory, current)
  const asTls = buildMutualTls(deps)
  const isOn = (mechanism: Mechanism) => deps.snapshot().mechanisms.has(mechanismNames[mechanism])

  const bySocket = (arrival: Arrival, failures: CredentialRefusal[]) =>
    accept('tls', isOn('tls') ? asTls(arrival.socket, arrival.clientCertificate) : 'nothing', failures) ??
    toUnrecognised(failures)

  return (arrival) => {
    const { authorization } = arrival.head
    if (authorization === undefined) return bySocket(arrival, [])
    const digest = memory.digest(authorization)
    const known = memory.recall(digest, arrival.at)
    if (known && isOn(known.mechanism)) return toRecognised(known.mechanism, known, [])
    return verify(authorization, digest, arrival.address).then(
      ({ identified, failures }) => identified ?? bySocket(arrival, [...failures]),
    )
  }
}

const buildMutualTls = ({ snapshot, certificates }: Deps) =>
  mutualTls({
    ...certificates,
    byId: (id) => snapshot().byId.get(id),
    byFingerprint: (fingerprint) => snapshot().byFingerprint.get(fingerprint),
    byDomain: (domain) => snapshot().byDomain.get(domain) ?? [],
  })

type Attempt = { identified: Identified | undefined; failures: CredentialRefusal[] }

/** Verifies an Authorization header. One that many connections send at the same time is verified once. */
function verifier(deps: Deps, memory: CredentialMemory, now: Current) {
  const attempt = mechanismsInOrder(deps, memory)
  const underWay = new Map<string, Promise<Attempt>>()

  const current = async (authorization: string, digest: string, address: string): Promise<Attempt> => {
    const result = await attempt(authorization, digest, address)
    const { client, mechanism, credential, issuer } = result.identified ?? {}
    if (!client || !mechanism) return result
    // Something was changed while its password was verified: what counts is what is now.
    const stillHolds =
      holds({ client, credential, issuer }, now, Date.now()) && deps.snapshot().mechanisms.has(mechanism)
    return stillHolds ? result : current(authorization, digest, address)
  }

  return async (authorization: string, digest: string, address: string): Promise<Attempt> => {
    const joined = underWay.get(digest)
    if (joined) return joined
    const verifying = current(authorization, digest, address).finally(() => underWay.delete(digest))
    underWay.set(digest, verifying)
    return verifying
  }
}

function mechanismsInOrder({ snapshot, secrets, clients, guesses }: Deps, memory: CredentialMemory) {
  const isOn = (mechanism: Mechanism) => snapshot().mechanisms.has(mechanismNames[mechanism])
  // Client IDs are kept in NFC; those of an earlier version are as they were sent.
  const find = (clientID: string) =>
    snapshot().byClientID.get(clientID) ?? snapshot().byClientID.get(clientID.normalize('NFC'))
  /** Subjects that are credentials take the place of the Client ID. */
  const findSubject = (subject: string) => {
    const owned = snapshot().bySubject.get(subject) ?? snapshot().bySubject.get(subject.normalize('NFC'))
    if (owned) return owned
    const client = find(subject)
    return client && !client.hasSubject ? { client } : undefined
  }
  const asJwt = jwt(() => snapshot().issuers, findSubject)
  const asToken = customToken({ digest: secrets.digest, find: (digest) => snapshot().byToken.get(digest) })
  const asBasic = basic({ find, memory, guesses, rehash: clients.rehash })

  return async (authorization: string, digest: string, address: string): Promise<Attempt> => {
    const failures: CredentialRefusal[] = []
    for (const [mechanism, finding] of [
      ['jwt', isOn('jwt') ? await asJwt(authorization) : findSwitchedOff('jwt', authorization)],
      ['token', isOn('token') ? asToken(authorization) : findSwitchedOff('token', authorization)],
      [
        'basic',
        isOn('basic') ? await asBasic(authorization, digest, address) : findSwitchedOff('basic', authorization),
      ],
    ] as const) {
      const identified = accept(mechanism, finding, failures)
      if (!identified) continue
      if (finding !== 'nothing' && 'client' in finding) memory.remember(digest, finding, mechanism, Date.now())
      return { identified, failures }
    }
    return { identified: undefined, failures }
  }
}

const schemes = {
  jwt: { begins: /^ *bearer(\s|$)/i, title: 'JSON Web Tokens are' },
  token: { begins: /^ *custom(\s|$)/i, title: 'Custom tokens are' },
  basic: { begins: /^ *basic(\s|$)/i, title: 'Basic Auth is' },
} as const

/** What a mechanism that is switched off finds: that the credential is one of its kind. */
const findSwitchedOff = (mechanism: keyof typeof schemes, authorization: string): Finding =>
  schemes[mechanism].begins.test(authorization)
    ? { code: 'mechanism-off', reason: `${schemes[mechanism].title} switched off` }
    : 'nothing'

function accept(mechanism: Mechanism, finding: Finding, failures: CredentialRefusal[]): Identified | undefined {
  if (finding === 'nothing') return undefined
  if ('client' in finding) return toRecognised(mechanism, finding, failures)
  failures.push(finding)
  return undefined
}

const toRecognised = (
  mechanism: Mechanism,
  { client, credential, issuer, carried }: Recognised,
  failures: CredentialRefusal[],
): Identified => ({
  client,
  credential,
  issuer,
  carried,
  recognised: `${mechanism} as ${client.clientID}`,
  mechanism: mechanismNames[mechanism],
  failures,
  claimed: client.clientID,
})

const toUnrecognised = (failures: CredentialRefusal[]): Identified => ({
  client: undefined,
  credential: undefined,
  recognised: undefined,
  mechanism: undefined,
  failures,
  claimed: failures.find(({ claimed }) => claimed !== undefined)?.claimed,
})
