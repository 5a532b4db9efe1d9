import { z } from 'zod'
import type { Row } from '../platform/database/row-changes.ts'
import type { ObjectHistory } from './object-history.ts'

const DocumentRow = z.object({ id: z.string(), kind: z.string(), name: z.string(), definition: z.string() })
const Definition = z.record(z.string(), z.unknown())

const parseRow = (row: Row) => DocumentRow.parse(row)

/** Describes one kind of the documents that nothing but the management API reads. */
export const documentHistory = (
  kind: 'contact-group' | 'visualizer' | 'app' | 'saved-view',
  more: Pick<ObjectHistory, 'finishUndo'> = {},
): ObjectHistory => ({
  object: kind,
  changeKind: kind,
  tables: {
    documents: { key: 'id', findObject: (row) => (parseRow(row).kind === kind ? parseRow(row).id : undefined) },
  },
  main: 'documents',
  getName: (row) => parseRow(row).name,
  show({ documents = [] }) {
    const [row] = documents.map(parseRow)
    return row ? Definition.parse(JSON.parse(row.definition)) : {}
  },
  ...more,
})
