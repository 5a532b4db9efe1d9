import type { AuthorityStore } from '../../authority/index.ts'
import { contentMatcher } from '../../channels/index.ts'
import type { ClientStore, GuessStore } from '../../clients/index.ts'
import { createLimiter, type LimitStore } from '../../limits/index.ts'
import { TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { Settings } from '../../settings/settings.ts'
import { identifier } from '../authentication/identify.ts'
import type { ClientGateway } from '../context.ts'
import { Deadlines } from '../http1/deadlines.ts'
import { createThrottle } from '../throttle.ts'
import type { GatewayModule } from './create.ts'

type ClientDeps = {
  settings: Settings
  secrets: Secrets
  clients: Pick<ClientStore, 'rehash'>
  guesses: GuessStore
  limits: Pick<LimitStore, 'take'>
  processId: string
  authority: Pick<AuthorityStore, 'firstUsed'>
  enrol: ClientGateway['enrol']
}

/** Adds the stages that only requests of clients pass. */
export function acceptClients({ gateway, trust }: GatewayModule, deps: ClientDeps): ClientGateway {
  const { settings, secrets, clients, guesses, authority } = deps
  const recordFirstUse = (id: string) => {
    authority
      .firstUsed(id, Date.now())
      .catch((error: unknown) =>
        gateway.log.error({ err: error }, 'the first use of a certificate could not be recorded'),
      )
  }
  return {
    ...gateway,
    identify: identifier({
      snapshot: gateway.snapshot,
      secrets,
      clients,
      guesses,
      certificates: {
        trust: trust.current,
        inChain: settings.tlsClientLookup.type === 'in-chain',
        depth: settings.tlsClientLookup.depth,
        used: recordFirstUse,
      },
    }),
    enrol: deps.enrol,
    matchContent: contentMatcher().match,
    limiter: createLimiter(deps.limits, { process: deps.processId, log: gateway.log }),
    certificateHeader: settings.router.clientCertificateHeader?.toLowerCase(),
    proxies: new TrustedProxies(settings.trustedProxies),
    deadlines: new Deadlines(gateway.log),
    throttle: createThrottle(),
  }
}
