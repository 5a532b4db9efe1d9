import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { Find, Id, Name, Sentence, Text, Timestamp } from './api/shapes.ts'
import { tolerate } from './api/unknown-fields.ts'

/** Shown in place of a password; sent back, it means "unchanged". */
export const maskedPassword = '**********'

const Param = z.string().min(1).max(255)

const definition = {
  param: Param,
  displayName: Text,
  description: Text,
  type: z
    .string()
    .min(1)
    .max(100)
    .describe(
      'string, bigstring, bool, number, option, map, struct or password; values of another type are not checked',
    ),
  values: z
    .array(z.string().max(1000))
    .max(1000)
    .nullish()
    .transform((values) => values ?? undefined),
  array: z
    .boolean()
    .nullish()
    .transform((array) => array ?? undefined),
}

/** One field of a value of type `struct`. */
export const TemplateField = z.looseObject(definition)
export type TemplateField = z.infer<typeof TemplateField>

/** One parameter that a mediator can be configured with. Source: OpenHIM's `configDefs`. */
export const ConfigDefinition = z.looseObject({
  ...definition,
  template: z
    .array(TemplateField)
    .max(200)
    .nullish()
    .transform((template) => template ?? undefined),
})
export type ConfigDefinition = z.infer<typeof ConfigDefinition>

/** Parameter → value, as the mediator's `configDefs` define them. */
export const MediatorConfig = z.record(Param, z.unknown())
export type MediatorConfig = z.infer<typeof MediatorConfig>

// What a mediator offers is kept as it is sent: it is a proposal, and checked when a channel is made of it.
const Offered = z.record(z.string(), z.unknown())
const offers = z
  .array(Offered)
  .max(200)
  .nullish()
  .transform((list) => list ?? [])

const fields = {
  urn: z.string().trim().min(1).max(500),
  version: z.string().trim().min(1).max(100).describe('SemVer; a leading v is accepted'),
  name: Name,
  description: Text,
  endpoints: offers.describe('where the mediator listens; the shape of a channel’s routes'),
  defaultChannelConfig: offers.describe('channels that the mediator offers'),
  configDefs: z
    .array(ConfigDefinition)
    .max(500)
    .nullish()
    .transform((list) => list ?? []),
}

/** The registration that a mediator sends when it starts. Fields that Mediary does not keep are named in the answer. */
export const NewMediator = z.looseObject({ ...fields, config: MediatorConfig.nullish() })
// A document that was read from GET /mediators carries these.
tolerate(NewMediator, { ignored: ['_id', '__v', '_configModifiedTS', '_uptime', '_lastHeartbeat'] })
export type NewMediator = z.infer<typeof NewMediator>

export const Mediator = z.object({
  _id: Id,
  ...fields,
  config: MediatorConfig.optional().describe('passwords are masked'),
  _configModifiedTS: Timestamp.optional(),
  _uptime: z.number().optional().describe('seconds, as of the last heartbeat'),
  _lastHeartbeat: Timestamp.optional(),
})
export type Mediator = z.infer<typeof Mediator>

/** One version of a mediator's configuration. */
const MediatorConfigVersion = z.object({
  _id: Id,
  at: Timestamp,
  by: z.string().describe('the user who saved it'),
  config: MediatorConfig,
})

const one = { resource: 'urn', params: z.object({ urn: z.string() }) } as const

export const mediatorsApi = {
  list: {
    method: 'GET',
    path: '/mediators',
    summary: 'List the mediators the caller may see; passwords are masked',
    permission: 'mediator-view-all',
    listed: true,
    query: z.object({ find: Find }),
    exported: {
      columns: ['_id', 'name', 'urn', 'version', 'description', '_lastHeartbeat', '_uptime'],
      find: ['urn', 'name', 'description'],
    },
    response: z.array(Mediator),
  },
  get: {
    method: 'GET',
    path: '/mediators/:urn',
    summary: 'Show a mediator; passwords are masked',
    permission: 'mediator-view-all',
    ...one,
    response: Mediator,
  },
  register: {
    method: 'POST',
    path: '/mediators',
    summary: 'Register a mediator when it starts; only a greater version replaces what is stored',
    permission: 'mediator-manage-all',
    // A user who may manage one mediator may register that one: the handler compares the URN.
    anyResource: true,
    body: NewMediator,
    response: Sentence,
    status: 201,
  },
  remove: {
    method: 'DELETE',
    path: '/mediators/:urn',
    summary: 'Delete a mediator and its configuration',
    permission: 'mediator-manage-all',
    ...one,
    response: Sentence,
  },
  heartbeat: {
    method: 'POST',
    path: '/mediators/:urn/heartbeat',
    summary: 'Report that a mediator is alive; answers with its configuration when it has changed or is asked for',
    permission: 'mediator-view-all',
    ...one,
    body: z.object({
      uptime: z.number().min(0).describe('seconds'),
      config: z.boolean().nullish().describe('true asks for the configuration'),
    }),
    response: z.union([MediatorConfig, z.literal(''), z.literal('OK')]),
  },
  configure: {
    method: 'PUT',
    path: '/mediators/:urn/config',
    summary: 'Replace the configuration of a mediator; a masked password stays as it is',
    permission: 'mediator-manage-all',
    ...one,
    body: MediatorConfig,
    response: Sentence,
  },
  configHistory: {
    method: 'GET',
    path: '/mediators/:urn/config/history',
    summary: 'Show the former configurations of a mediator, newest first; passwords are masked',
    permission: 'mediator-view-all',
    ...one,
    response: z.array(MediatorConfigVersion),
  },
  installChannels: {
    method: 'POST',
    path: '/mediators/:urn/channels',
    summary: 'Make the channels that a mediator offers, or those named; all of them or none',
    permission: 'mediator-manage-all',
    ...one,
    body: z.array(z.string().max(255)).max(200).or(z.object({}).strict()),
    response: Sentence,
    status: 201,
  },
} as const satisfies Api
