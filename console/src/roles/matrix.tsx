import { useMediaQuery } from '@mantine/hooks'
import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useWords } from '../lib/use-words.ts'
import type { Drafts, RoleDraft } from './drafts.ts'
import { grid, gridRows } from './grid-roles.ts'
import classes from './matrix.module.css'
import { MatrixHead } from './matrix-head.tsx'
import { DraftRow, RoleRow } from './matrix-row.tsx'
import type { Renaming } from './renaming.ts'
import { type Cell, type ChannelHead, type Membership, moved } from './rules.ts'
import { roleWords } from './words.ts'

export type MatrixModel = {
  roles: readonly Role[]
  clients: readonly Client[]
  columns: readonly ChannelHead[]
  mayChange: boolean
  drafts: Drafts
  renaming: Renaming
  assigning: boolean
  change: (role: string, change: Membership) => void
  rename: (role: Role, name: string) => Promise<void>
  toggleAssigning: () => void
  remove: (role: Role) => void
}

const columnWidth = 112
const narrowColumnWidth = 84
const fixedColumns = 3

type Line = { key: string; role: Role } | { key: string; draft: RoleDraft }

const linesOf = ({ roles, drafts }: MatrixModel): Line[] => [
  ...roles.map((role) => ({ key: role._id, role })),
  ...drafts.drafts.map((draft) => ({ key: draft.id, draft })),
]

/** The cell that Tab reaches stays rendered wherever the matrix is scrolled to. */
const keeping = (index: number) => (range: Parameters<typeof defaultRangeExtractor>[0]) =>
  index < range.count
    ? [...new Set([...defaultRangeExtractor(range), index])].sort((a, b) => a - b)
    : defaultRangeExtractor(range)

export function Matrix({ model }: { model: MatrixModel }) {
  const t = useWords(roleWords)
  const lines = linesOf(model)
  const { scroller, active, setActive, rows, columns, onKeyDown } = useGrid(lines, model)
  const shownColumns = columns.getVirtualItems()
  const lane = { width: columns.getTotalSize(), items: shownColumns }
  const width = `calc(var(--number) + var(--role) + var(--clients) + var(--actions) + ${lane.width}px)`

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move the focus among the cells within
    <div ref={scroller} className={classes.scroller} onKeyDown={onKeyDown}>
      <div
        {...grid(t('matrix'), lines.length + 1, model.columns.length + fixedColumns + 1)}
        style={{ width, minWidth: '100%' }}
      >
        <MatrixHead model={model} lane={lane} />
        <div {...gridRows} style={{ position: 'relative', height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            if (!line) return null
            const at = { index, active: active.row === index ? active.column : undefined, setActive, lane }
            const frame = {
              ref: rows.measureElement,
              'data-index': index,
              style: { transform: `translateY(${start}px)`, width: '100%' },
            }
            return 'role' in line ? (
              <RoleRow key={line.key} model={model} role={line.role} at={at} frame={frame} />
            ) : (
              <DraftRow key={line.key} model={model} draft={line.draft} at={at} frame={frame} />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function useGrid(lines: readonly Line[], model: MatrixModel) {
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 })
  const narrow = useMediaQuery('(max-width: 48em)')
  const wantsFocus = useRef(false)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 45,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 3,
    rangeExtractor: keeping(active.row),
  })
  const columns = useVirtualizer({
    horizontal: true,
    count: model.columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? narrowColumnWidth : columnWidth),
    overscan: 2,
    rangeExtractor: keeping(active.column),
  })
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.row}:${active.column}"]`)?.focus()
  }, [active])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.cell) return
    const ctrl = event.ctrlKey || event.metaKey
    // After the channels, one more column: the row's red X.
    const next = moved(active, event.key, ctrl, lines.length, model.columns.length + 1)
    if (!next) return
    event.preventDefault()
    wantsFocus.current = true
    setActive(next)
  }
  return { scroller, active, setActive, rows, columns, onKeyDown }
}
