// Describes the notes of clients and channels to the history of the configuration.
import { z } from 'zod'
import type { HistoryPart } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'

const NoteRow = z.object({
  object: z.string(),
  object_id: z.string(),
  text: z.string(),
  by_name: z.string(),
  at: z.coerce.number(),
})

const parseRow = (row: Row) => NoteRow.parse(row)

/** The notes of a kind of objects are part of the object. */
export const noteHistory = (object: 'client' | 'channel'): HistoryPart => ({
  tables: {
    notes: {
      key: 'id',
      findObject: (row) => (parseRow(row).object === object ? parseRow(row).object_id : undefined),
    },
  },
  show({ notes = [] }) {
    if (notes.length === 0) return {}
    return {
      notes: notes
        .map(parseRow)
        .map(({ text, by_name, at }) => ({ text, by: by_name, at: new Date(at).toISOString() })),
    }
  },
})
