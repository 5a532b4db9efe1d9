import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { listKeys } from '../api/records.ts'
import { Id, Sentence, Timestamp } from '../api/shapes.ts'
import { historyObjects } from './history/objects.ts'

const historyActions = ['created', 'changed', 'removed'] as const
export type HistoryAction = (typeof historyActions)[number]

const ObjectName = z.enum(listKeys(historyObjects))
const Document = z.record(z.string(), z.unknown())

/** A change of one object of the configuration. */
export const HistoryEntry = z.object({
  _id: Id,
  object: ObjectName,
  objectId: z.string(),
  name: z.string(),
  action: z.enum(historyActions),
  by: z.object({ _id: z.string(), name: z.string() }).nullable().describe('the user; null: nobody was signed in'),
  at: Timestamp,
  from: z.string().optional().describe('the address that the call came from'),
  before: Document.nullable().describe('the object before the change, without secrets; null: it did not exist'),
  after: Document.nullable().describe('the object after the change, without secrets; null: it does not exist any more'),
  secretsChanged: z.boolean().describe('a secret of the object was set, replaced or removed'),
  incomplete: z.boolean().describe('the change was too large to be kept: before and after are null'),
  undone: Id.optional().describe('the entry that undid this one'),
  undoOf: Id.optional().describe('the entry that this one undid'),
  together: z
    .array(z.object({ _id: Id, object: ObjectName, objectId: z.string(), name: z.string() }))
    .describe('up to 50 visible entries of the same change: they are undone together'),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

const Instant = z.iso.datetime({ offset: true })

export const historyApi = {
  list: {
    method: 'GET',
    path: '/history',
    summary: 'List the changes of the configuration that the caller may see, newest first',
    permission: 'signed-in',
    query: z.strictObject({
      object: ObjectName.optional(),
      id: z.string().max(200).optional().describe('the id of the object; needs `object`'),
      by: z.string().max(200).optional().describe('the id of the user who made the change'),
      from: Instant.optional().describe('first change at or after this instant'),
      until: Instant.optional().describe('last change before this instant'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      before: Id.optional().describe('returns entries older than this one'),
    }),
    exported: {
      columns: [
        '_id',
        'at',
        'by.name',
        'from',
        'action',
        'object',
        'objectId',
        'name',
        'secretsChanged',
        'before',
        'after',
      ],
      paging: { limit: 'limit', size: 100, by: 'before' },
    },
    response: z.array(HistoryEntry),
  },
  undo: {
    method: 'POST',
    path: '/history/:entry/undo',
    summary: 'Restore the state before a change, with everything that was changed together',
    permission: 'signed-in',
    params: z.object({ entry: Id }),
    body: z.strictObject({}),
    response: Sentence,
  },
} as const satisfies Api
