// Where the message of a side of a transaction stands: its head, and its body when that was whole. Only SQLite has body files.
import { type BodyFiles, DamagedBodyError, type MessagePlace } from '../platform/body-files/body-files.ts'

export type Side = 'request' | 'response'
export const sides = ['request', 'response'] as const

type SideColumns<S extends Side> = Record<
  `${S}_file` | `${S}_position` | `${S}_head_size` | `${S}_body_size`,
  number | null
> &
  Record<`${S}_key`, string | null>

/** The columns of `transactions` that PostgreSQL does not have. */
export type MessageColumns = SideColumns<'request'> & SideColumns<'response'> & { response_location: string | null }

/** A row as it is found: on PostgreSQL without these columns. */
export type FoundMessages = { [C in keyof MessageColumns]?: MessageColumns[C] | undefined }

export const messageColumns = [
  ...(['request_file', 'request_position', 'request_head_size', 'request_body_size', 'request_key'] as const),
  ...(['response_file', 'response_position', 'response_head_size', 'response_body_size', 'response_key'] as const),
] as const

const columns = {
  request: {
    ...({ file: 'request_file', position: 'request_position' } as const),
    ...({ headSize: 'request_head_size', bodySize: 'request_body_size', key: 'request_key' } as const),
  },
  response: {
    ...({ file: 'response_file', position: 'response_position' } as const),
    ...({ headSize: 'response_head_size', bodySize: 'response_body_size', key: 'response_key' } as const),
  },
}

type Row = { id: string } & FoundMessages

/** Undefined: the head is in the row, and the body in chunks. */
export function toMessagePlace(row: Row, side: Side): (MessagePlace & { key: string | null }) | undefined {
  const of = columns[side]
  const [file, position] = [row[of.file] ?? undefined, row[of.position] ?? undefined]
  if (file === undefined || position === undefined) return undefined
  return { file, position, headSize: row[of.headSize] ?? 0, bodySize: row[of.bodySize] ?? 0, key: row[of.key] ?? null }
}

/** Reads a message. Undefined: its bytes were forgotten. Throws when they are damaged. */
export function readMessage(files: BodyFiles | undefined, row: Row, side: Side) {
  const place = toMessagePlace(row, side)
  if (!place) return undefined
  if (!files) throw new DamagedBodyError('This store has no body files')
  return files.readMessage(place, { id: row.id, part: side })
}

/** The columns of an answer whose head is in the row, and its body in chunks. */
export const noResponseMessage = {
  response_file: null,
  response_position: null,
  response_head_size: null,
  response_body_size: null,
  response_key: null,
  response_location: null,
}
