import { mediatorsApi, type NewMediator } from '@mediary/contract/mediators'
import { type Issue, issue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import type { ChannelStore } from '../channels/index.ts'
import { listAllowed, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, invalidRequest } from '../platform/http/problem.ts'
import type { MediatorStore, Registration } from './store.ts'

export const mediatorRoutes = (
  app: FastifyInstance,
  require: Require,
  { mediators, channels }: { mediators: MediatorStore; channels: Pick<ChannelStore, 'installAll'> },
) =>
  implement(app, require, mediatorsApi, {
    list: async (_input, { caller }) => {
      const allowed = listAllowed(caller, 'mediator-view-all')
      const all = await mediators.list()
      return allowed === 'all' ? all : all.filter(({ urn }) => allowed.has(urn))
    },
    get: ({ params }) => mediators.find(params.urn),
    register: async ({ body }, { caller }) => {
      if (!may(caller, 'mediator-manage-all', body.urn)) throw forbidden('mediator-not-yours', { urn: body.urn })
      const registration = await mediators.register(body, caller.user?.email ?? '')
      return [registrationSentence[registration], ...notKept(body)].join(' ')
    },
    remove: async ({ params }) => {
      await mediators.remove(params.urn)
      return 'The mediator was deleted'
    },
    heartbeat: ({ params, body }) =>
      mediators.heartbeat(params.urn, { uptime: body.uptime, wantsConfig: body.config === true }),
    configure: async ({ params, body }, { caller }) => {
      await mediators.configure(params.urn, body, caller.user?.email ?? '')
      return 'The configuration was saved'
    },
    configHistory: ({ params }) => mediators.configHistory(params.urn),
    installChannels: async ({ params, body }, { caller }) => {
      // The channels reach more than the mediator.
      if (!may(caller, 'channel-manage-all')) throw forbidden('channels-not-yours')
      const offered = await mediators.offeredChannels(params.urn)
      const chosen = chooseOffered(offered, Array.isArray(body) ? body : [])
      const { user } = caller
      const installed = await channels.installAll(chosen, { id: user?.id ?? '', name: user?.name ?? '' })
      return installed.map(installedSentence).join(' ')
    },
  })

const registrationSentence: Record<Registration, string> = {
  registered: 'The mediator was registered.',
  upgraded: 'The mediator was upgraded.',
  unchanged: 'The mediator is registered already with this version or a greater one: nothing was changed.',
}

const storedFields = [
  'urn',
  'version',
  'name',
  'description',
  'endpoints',
  'defaultChannelConfig',
  'configDefs',
  'config',
]
// A document that was read from GET /mediators carries these; a header of the answer names them.
const ownFields = ['_id', '__v', '_configModifiedTS', '_uptime', '_lastHeartbeat']

/** Names the fields of a registration that are not stored. */
function notKept(sent: NewMediator): string[] {
  const strangers = Object.keys(sent).filter((field) => !storedFields.includes(field) && !ownFields.includes(field))
  return strangers.length ? [`These fields are not kept: ${strangers.join(', ')}.`] : []
}

type Offer = Record<string, unknown>

/** Returns the offered channels that are named, or all. */
function chooseOffered(offered: Offer[], names: string[]): Offer[] {
  if (names.length === 0) return offered
  const unknown = names.filter((name) => !offered.some((channel) => channel.name === name))
  if (unknown.length) throw invalidRequest([issue('', 'channel-not-offered', { name: unknown.join(', ') })])
  return offered.filter(({ name }) => names.includes(`${name}`))
}

const installedSentence = ({ name, disabledBecause }: { name: string; disabledBecause: Issue[] }) =>
  disabledBecause.length === 0
    ? `The channel "${name}" was added.`
    : `The channel "${name}" was added, disabled: ${disabledBecause.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`
