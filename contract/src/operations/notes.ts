// Notes: what people write down about a client, a channel, a transaction or a refusal, for those who come after them.
import { z } from 'zod'
import { type Api, defaultMaxBody } from '../api/endpoint.ts'
import { listKeys } from '../api/records.ts'
import { Id, Sentence, Timestamp } from '../api/shapes.ts'
import type { Permission } from '../permission.ts'
import { because } from '../reasons.ts'

/** The objects that can have notes, with the permissions to read and to write them. */
export const noteObjects = {
  client: { read: 'client-view-all', write: 'client-manage-all' },
  channel: { read: 'channel-view-all', write: 'channel-manage-all' },
  transaction: { read: 'transaction-view-all', write: 'transaction-rerun-all' },
  refusal: { read: 'transaction-view-all', write: 'transaction-rerun-all' },
} as const satisfies Record<string, { read: Permission; write: Permission }>
export type NoteObject = keyof typeof noteObjects

/** The maximum number of notes of one object. */
export const maxNotes = 100
const maxNoteLength = 2000

const withoutControls = /^[^\p{Cc}]*$/u
const NoteText = z
  .string()
  .trim()
  .min(1, because('empty'))
  .max(maxNoteLength)
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .refine((text) => withoutControls.test(text.replace(/[\n\t]/g, '')), because('control-characters'))

const ObjectName = z.enum(listKeys(noteObjects))

export const Note = z.object({
  _id: Id,
  object: ObjectName,
  objectId: Id,
  text: z.string().describe('plain text, with line breaks'),
  by: z.object({ _id: z.string(), name: z.string() }).describe('the user who wrote it'),
  at: Timestamp,
})
export type Note = z.infer<typeof Note>

export const notesApi = {
  list: {
    method: 'GET',
    path: '/notes',
    summary:
      'List the notes of a client, a channel, a transaction or a refusal, newest first, for those who may see it',
    permission: 'signed-in',
    query: z.strictObject({ object: ObjectName, id: Id }),
    response: z.array(Note),
  },
  add: {
    method: 'POST',
    path: '/notes',
    summary:
      'Add a note. It needs the permission to manage the client or the channel, or to rerun transactions of the channel',
    permission: 'signed-in',
    maxBody: defaultMaxBody,
    body: z.strictObject({ object: ObjectName, id: Id, text: NoteText }),
    response: Note,
    status: 201,
  },
  remove: {
    method: 'DELETE',
    path: '/notes/:id',
    summary: 'Remove a note, with the permission that adds one',
    permission: 'signed-in',
    params: z.object({ id: Id }),
    response: Sentence,
  },
} as const satisfies Api
