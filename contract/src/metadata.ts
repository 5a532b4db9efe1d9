import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { Issue, Problem } from './problem.ts'

/** The collections of a configuration, under the names that OpenHIM gives them in an export. */
export const metadataModels = [
  'Keystore',
  'ContactGroups',
  'Roles',
  'Clients',
  'Channels',
  'Mediators',
  'Visualizers',
  'Apps',
  'UserRoles',
  'Users',
  'Passports',
] as const
export type MetadataModel = (typeof metadataModels)[number]

const MetadataDocument = z.record(z.string(), z.unknown())
export type MetadataDocument = z.infer<typeof MetadataDocument>

/** The whole configuration: a list of documents by the name of their collection. */
const MetadataExport = z.record(z.string(), z.array(MetadataDocument))

/** What became of one document. */
const result = {
  model: z.string(),
  record: z.unknown().describe('the document as it was sent, without its secrets'),
  message: z.string().describe('the reason of an error, and everything that was not taken over'),
  notes: z
    .array(Issue)
    .optional()
    .describe('what was changed or not taken over: what a program needs to word the message'),
  uid: z.string().optional().describe('the name by which the document was found'),
  problem: Problem.pick({ code: true, reason: true, parameters: true, issues: true })
    .optional()
    .describe('of an error: what a program needs to word it, as in a problem document'),
}
export const ImportResult = z.object({ ...result, status: z.enum(['Inserted', 'Updated', 'Error']) })
export type ImportResult = z.infer<typeof ImportResult>

const sent = {
  permission: 'import-export',
  maxBody: maxBody.metadata,
  body: z.union([z.array(MetadataDocument).max(100), MetadataDocument]),
  status: 201,
} as const

export const metadataApi = {
  export: {
    method: 'GET',
    path: '/metadata',
    summary: 'Export the configuration that the caller may see, without ids and without secrets',
    permission: 'import-export',
    response: z.array(MetadataExport),
  },
  import: {
    method: 'POST',
    path: '/metadata',
    summary: 'Add or merge the documents of an export; each has a result, and an error does not stop the others',
    ...sent,
    response: z.array(ImportResult),
  },
  validate: {
    method: 'POST',
    path: '/metadata/validate',
    summary: 'Tell what an import would do, without doing it',
    ...sent,
    response: z.array(z.object({ ...result, status: z.enum(['Valid', 'Conflict', 'Error']) })),
  },
} as const satisfies Api
