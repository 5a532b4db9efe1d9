import type { Issue } from '@mediary/contract/problem'
import { type Check, systemApi } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { unavailable } from '../platform/http/problem.ts'
import type { MechanismStore } from './mechanisms.ts'
import { version } from './version.ts'

/** OpenHIM's clients compare versions with this one, whose API we speak. */
const openHimVersion = '8.5.0'

type GatewayAddress = { hostname: string; httpPort: number; httpsPort: number }

export const systemRoutes = (
  app: FastifyInstance,
  require: Require,
  options: {
    mechanisms: MechanismStore
    startedAt: number
    gateway: GatewayAddress
    isShadow: boolean
    ready: () => Promise<Check[]>
    mediatorUptimes: () => Promise<Record<string, number | null> | undefined>
  },
) =>
  implement(app, require, systemApi, {
    live: async () => ({ live: true as const }),
    ready: async () => {
      const checks = await options.ready()
      const issues = checks.filter(({ ok }) => !ok).map(toIssue)
      if (issues.length === 0) return { ready: true as const, checks }
      const failed = issues.map(({ path, message }) => `${path}: ${message}`).join('; ')
      throw unavailable('not-ready', { checks: failed }, { issues, retryAfter: 1 })
    },
    heartbeat: async () => ({
      master: (Date.now() - options.startedAt) / 1000,
      now: Date.now(),
      mediators: await options.mediatorUptimes(),
    }),
    about: async () => ({
      currentCoreVersion: openHimVersion,
      version,
      gateway: options.gateway,
      ...(options.isShadow && { shadow: true as const }),
      serverTimezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }),
    authenticationTypes: () => options.mechanisms.enabled(),
    authentication: () => options.mechanisms.show(),
    switchMechanism: async ({ params: { mechanism }, body: { enabled } }) => {
      await options.mechanisms.set(mechanism, enabled)
      return `The mechanism is ${enabled ? 'enabled' : 'disabled'}`
    },
  })

const toIssue = ({ name, message = '', reason = '', parameters = {} }: Check): Issue => ({
  path: name,
  message,
  reason,
  parameters,
})
