import { type Mechanism, systemApi } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/implement.ts'
import { version } from './version.ts'

/** OpenHIM's clients compare versions with this one, whose API we speak. */
const openHimVersion = '8.5.0'

type GatewayAddress = { hostname: string; httpPort: number; httpsPort: number }

export const systemRoutes = (
  app: FastifyInstance,
  require: Require,
  options: { mechanisms: Mechanism[]; startedAt: number; gateway: GatewayAddress },
) =>
  implement(app, require, systemApi, {
    heartbeat: async () => ({ master: (Date.now() - options.startedAt) / 1000, now: Date.now() }),
    about: async () => ({
      currentCoreVersion: openHimVersion,
      version,
      gateway: options.gateway,
      serverTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    authenticationTypes: async () => options.mechanisms,
  })
