import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { Id, Timestamp } from './api/shapes.ts'

/** The kinds of objects that the configuration as code covers. Each has a folder of this name. */
export const configurationKinds = [
  'apps',
  'certificates',
  'channels',
  'clients',
  'contact-groups',
  'mediators',
  'notice-settings',
  'roles',
  'settings',
  'token-issuers',
  'user-roles',
  'users',
  'visualizers',
] as const
export type ConfigurationKindName = (typeof configurationKinds)[number]

const Document = z.record(z.string(), z.unknown())
export type ConfigurationDocument = z.infer<typeof Document>

/** The documents of each kind. A kind that is absent is not compared and not changed. */
export const ConfigurationDocuments = z.partialRecord(z.enum(configurationKinds), z.array(Document))
export type ConfigurationDocuments = z.infer<typeof ConfigurationDocuments>

/** The version of the files, of a plan and of what the API answers. */
export const configurationFormat = 1 as const
const format = z.literal(configurationFormat)

const Difference = z.object({
  op: z.enum(['add', 'replace', 'remove']),
  path: z.string().describe('RFC 6901'),
  from: z.unknown().optional().describe('the present value of what is replaced'),
  value: z.unknown().optional(),
})
export type Difference = z.infer<typeof Difference>

const Change = z.object({
  action: z.enum(['create', 'change', 'remove']),
  kind: z.enum(configurationKinds),
  id: z.string().max(100),
  name: z.string().max(1000),
  differences: z.array(Difference).describe('without secrets'),
  document: Document.optional().describe('the object as it will be; absent when it is removed'),
})
export type Change = z.infer<typeof Change>

/** The changes that lead to documents, and the state of the configuration for which they were found. */
export const ConfigurationPlan = z.strictObject({
  format,
  world: z.string().max(100).describe('a digest of the whole configuration, with its secrets'),
  covers: z
    .array(z.enum(configurationKinds))
    .optional()
    .describe('the kinds of objects that the documents decide about; absent: all'),
  changes: z.array(Change).max(20_000),
})
export type ConfigurationPlan = z.infer<typeof ConfigurationPlan>

/** Values of references such as ${env:NAME}, by the text between the braces. They are write-only. */
const secrets = z.record(z.string().max(500), z.string().max(100_000)).optional()

const Applied = z.object({
  changes: z.array(Change.pick({ action: true, kind: true, id: true, name: true }).extend({ id: Id.or(z.string()) })),
})

const Drift = z.object({
  applied: z
    .object({ at: Timestamp, by: z.string(), covers: z.array(z.enum(configurationKinds)) })
    .optional()
    .describe('absent when no plan was applied yet'),
  changes: z.array(Change.omit({ document: true })).describe('from what was applied to the present configuration'),
})

const onlyAdministrators = { permission: 'user-role-manage' } as const

export const configurationApi = {
  export: {
    method: 'GET',
    path: '/configuration',
    summary:
      'Show the whole configuration as documents: with ids and verifiers, without secrets; needs every permission',
    ...onlyAdministrators,
    response: z.object({ format, world: ConfigurationPlan.shape.world, documents: ConfigurationDocuments }),
  },
  plan: {
    method: 'POST',
    path: '/configuration/plan',
    summary: 'Compare documents with the configuration, and tell what would be changed; needs every permission',
    ...onlyAdministrators,
    maxBody: maxBody.metadata,
    body: z.strictObject({ format, documents: ConfigurationDocuments, secrets }),
    response: ConfigurationPlan,
  },
  apply: {
    method: 'POST',
    path: '/configuration/apply',
    summary:
      'Make the changes of a plan, all or none; refused when the configuration has changed since; needs every permission',
    ...onlyAdministrators,
    maxBody: maxBody.metadata,
    body: z.strictObject({ plan: ConfigurationPlan, secrets }),
    response: Applied,
  },
  drift: {
    method: 'GET',
    path: '/configuration/drift',
    summary: 'Show what differs from the configuration that was applied last; needs every permission',
    ...onlyAdministrators,
    response: Drift,
  },
} as const satisfies Api
