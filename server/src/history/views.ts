import type { HistoryEntry } from '@mediary/contract/operations/history'
import type { Secrets } from '../platform/secrets.ts'
import type { ObjectHistory, ObjectRows } from './object-history.ts'
import type { HistoryRow, Images } from './rows.ts'

type Links = { undone: string | undefined; together: HistoryEntry['together'] }

/** Returns the rows that an entry holds; undefined when the change was too large. */
export const readImages = ({ images }: HistoryRow, { open }: Pick<Secrets, 'open'>): Images | undefined =>
  images === null ? undefined : JSON.parse(open(images))

/** Returns an entry as the API shows it: without secrets. */
export function toEntry(
  row: HistoryRow,
  history: ObjectHistory | undefined,
  secrets: Pick<Secrets, 'open'>,
  { undone, together }: Links,
): HistoryEntry {
  const images = readImages(row, secrets)
  const read = (side: 'before' | 'after') => (images && history ? toRows(images, history.main, side) : undefined)
  const [before, after] = [read('before'), read('after')]
  const show = (rows: ObjectRows | undefined) => (history && rows?.[history.main] ? history.show(rows) : null)
  const listSecrets = (rows: ObjectRows | undefined) => JSON.stringify((rows && history?.listSecrets?.(rows)) ?? [])
  return {
    _id: row.id,
    object: row.object,
    objectId: row.object_id,
    name: row.name,
    action: row.action,
    by: row.by_id === null ? null : { _id: row.by_id, name: row.by_name ?? '' },
    at: new Date(Number(row.at)).toISOString(),
    ...(row.address !== null && { from: row.address }),
    before: show(before),
    after: show(after),
    secretsChanged: listSecrets(before) !== listSecrets(after),
    incomplete: row.images === null,
    ...(undone !== undefined && { undone }),
    ...(row.undo_of !== null && { undoOf: row.undo_of }),
    together,
  }
}

/** `main`: the table of the row that names the object. */
function toRows({ changes, main: naming }: Images, main: string, side: 'before' | 'after'): ObjectRows {
  const present = changes.flatMap((change) => {
    const row = change[side]
    return row ? [{ table: change.table, row }] : []
  })
  const grouped = Object.groupBy(present, ({ table }) => table)
  const rows = Object.fromEntries(Object.entries(grouped).map(([table, all]) => [table, (all ?? []).map(getRow)]))
  return naming ? { [main]: [naming], ...rows } : rows
}

const getRow = <T>({ row }: { row: T }) => row
