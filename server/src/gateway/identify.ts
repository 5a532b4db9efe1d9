import type { Mechanism as Named } from '@mediary/contract/system'
import type { ClientStore } from '../clients/index.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { Settings } from '../settings.ts'
import type { Arrival } from './arrival.ts'
import { basic } from './basic.ts'
import { credentialMemory, type Finding, type Identified, type Mechanism } from './credentials.ts'
import { customToken } from './custom-token.ts'
import { jwt } from './jwt.ts'
import { mutualTls } from './mutual-tls.ts'
import type { Snapshot } from './snapshot.ts'

export type Identify = (arrival: Arrival) => Promise<Identified> | Identified

/** Who sent this? OpenHIM's order: JWT, custom token, basic, mutual TLS. The first success wins; a failure falls through. */
export function identifier(deps: {
  snapshot: () => Snapshot
  settings: Settings['authentication']
  mechanisms: readonly Named[]
  secrets: Secrets
  clients: Pick<ClientStore, 'rehash'>
}): Identify {
  const { snapshot } = deps
  const enabled = (name: Named) => deps.mechanisms.includes(name)
  const find = (clientID: string) => snapshot().byClientID.get(clientID)
  const memory = credentialMemory((id) => snapshot().byId.get(id))
  const asJwt = enabled('jwt-auth') ? jwt(deps.settings.jwt, find) : undefined
  const asToken = enabled('custom-token-auth')
    ? customToken({ digest: deps.secrets.digest, find: (digest) => snapshot().byToken.get(digest) })
    : undefined
  const asBasic = enabled('basic-auth') ? basic({ find, memory, rehash: deps.clients.rehash }) : undefined
  const asTls = enabled('mutual-tls-auth')
    ? mutualTls({
        byFingerprint: (fingerprint) => snapshot().byFingerprint.get(fingerprint),
        byDomain: (domain) => snapshot().byDomain.get(domain) ?? [],
      })
    : undefined

  const byAuthorization = async (
    authorization: string,
    digest: string,
    address: string,
    failures: Failures,
  ): Promise<Identified | undefined> => {
    for (const [mechanism, finding] of [
      ['jwt', asJwt ? await asJwt(authorization) : 'nothing'],
      ['token', asToken ? asToken(authorization) : 'nothing'],
      ['basic', asBasic ? await asBasic(authorization, digest, address) : 'nothing'],
    ] as const) {
      const identified = accept(mechanism, finding, failures)
      if (!identified) continue
      if (typeof finding === 'object' && 'client' in finding) {
        memory.remember(digest, finding.client, mechanism, Date.now(), finding.expires)
      }
      return identified
    }
    return undefined
  }

  return (arrival) => {
    const { authorization } = arrival.head
    const failures: Failures = { reasons: [], claimed: undefined }
    const bySocket = () =>
      accept('tls', asTls ? asTls(arrival.request.socket) : 'nothing', failures) ?? nobody(failures)
    if (authorization === undefined) return bySocket()

    const digest = memory.digest(authorization)
    const known = memory.recall(digest, arrival.at)
    if (known) return recognised(known.mechanism, known.client, [])
    return byAuthorization(authorization, digest, arrival.address, failures).then(
      (identified) => identified ?? bySocket(),
    )
  }
}

type Failures = { reasons: string[]; claimed: string | undefined }

function accept(mechanism: Mechanism, finding: Finding, failures: Failures): Identified | undefined {
  if (finding === 'nothing') return undefined
  if ('client' in finding) return recognised(mechanism, finding.client, failures.reasons)
  failures.reasons.push(finding.failed)
  failures.claimed ??= finding.claimed
  return undefined
}

const recognised = (
  mechanism: Mechanism,
  client: NonNullable<Identified['client']>,
  failures: string[],
): Identified => ({
  client,
  recognised: `${mechanism} as ${client.clientID}`,
  failures,
  claimed: client.clientID,
})

const nobody = ({ reasons, claimed }: Failures): Identified => ({
  client: undefined,
  recognised: undefined,
  failures: reasons,
  claimed,
})

/** Values of WWW-Authenticate (RFC 9110 §11.6.1), for those who were not recognised. */
export const challengesOf = (mechanisms: readonly Named[]) => [
  ...(mechanisms.includes('basic-auth') ? ['Basic realm="Mediary", charset="UTF-8"'] : []),
  ...(mechanisms.includes('jwt-auth') ? ['Bearer realm="Mediary"'] : []),
]
