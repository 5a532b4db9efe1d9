import { findRows } from '@mediary/contract/api/find'
import type { Channel } from '@mediary/contract/channels'
import { type Role, rolesApi } from '@mediary/contract/roles'

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

export type ChannelHead = Pick<Channel, '_id' | 'name' | 'status' | 'priority'>

/** Returns the columns: enabled channels first, then by priority, then by name. Deleted channels have none. */
export const selectColumns = (channels: readonly ChannelHead[], find?: string) =>
  findRows(['name'], find, channels)
    .filter(({ status }) => status !== 'deleted')
    .sort(
      (a, b) =>
        Number(a.status !== 'enabled') - Number(b.status !== 'enabled') ||
        (a.priority ?? Number.MAX_SAFE_INTEGER) - (b.priority ?? Number.MAX_SAFE_INTEGER) ||
        collator.compare(a.name, b.name),
    )

export const selectRows = (roles: readonly Role[], find?: string) =>
  findRows(rolesApi.list.exported.find, find, roles).sort((a, b) => collator.compare(a.name, b.name))

export type Membership =
  | { kind: 'channel'; _id: string; name: string; on: boolean }
  | { kind: 'client'; _id: string; clientID: string; on: boolean }

/** Returns the role with one channel or client added or removed. */
export function withMembership(role: Role, change: Membership): Role {
  if (change.kind === 'channel') {
    const others = role.channels.filter(({ _id }) => _id !== change._id)
    return { ...role, channels: change.on ? [...others, { _id: change._id, name: change.name }] : others }
  }
  const others = role.clients.filter(({ _id }) => _id !== change._id)
  return { ...role, clients: change.on ? [...others, { _id: change._id, clientID: change.clientID }] : others }
}

/** Returns the request body: only the list that changed. */
export const toBody = (role: Role, change: Membership) =>
  change.kind === 'channel'
    ? { channels: role.channels.map(({ _id, name }) => ({ _id, name })) }
    : { clients: role.clients.map(({ _id, clientID }) => ({ _id, clientID })) }

export type Cell = { row: number; column: number }

/** Returns the cell to which an arrow key moves, or undefined for other keys. */
export function moveCell(
  { row, column }: Cell,
  key: string,
  ctrl: boolean,
  rows: number,
  columns: number,
): Cell | undefined {
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value))
  const to = (nextRow: number, nextColumn: number) => ({
    row: within(nextRow, rows),
    column: within(nextColumn, columns),
  })
  if (key === 'ArrowUp') return to(row - 1, column)
  if (key === 'ArrowDown') return to(row + 1, column)
  if (key === 'ArrowLeft') return to(row, column - 1)
  if (key === 'ArrowRight') return to(row, column + 1)
  if (key === 'Home') return to(ctrl ? 0 : row, 0)
  if (key === 'End') return to(ctrl ? rows : row, columns)
  return undefined
}
