import { useMediaQuery } from '@mantine/hooks'
import type { Role } from '@mediary/contract/roles'
import { defaultRangeExtractor, measureElement, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { namesAtOnce } from './clients-cell.tsx'
import type { RoleDraft } from './drafts.ts'
import { buildGridProps, gridRows } from './grid-roles.ts'
import classes from './matrix.module.css'
import { MatrixHead } from './matrix-head.tsx'
import type { MatrixModel } from './matrix-model.ts'
import { DraftRow, RoleRow } from './matrix-row.tsx'
import { type Cell, moveCell } from './rules.ts'

const columnWidth = 112
const narrowColumnWidth = 84
const fixedColumns = 3

type Line = { key: string; role: Role } | { key: string; draft: RoleDraft }

const listLines = ({ roles, drafts }: MatrixModel): Line[] => [
  ...roles.map((role) => ({ key: role._id, role })),
  ...drafts.drafts.map((draft) => ({ key: draft.id, draft })),
]

/** Draws once for both directions of a scroll: a second drawing would lay out the page again. */
const together = { useFlushSync: false }

/** The cell that Tab reaches stays rendered wherever the matrix is scrolled to. */
const extractWith = (index: number) => (range: Parameters<typeof defaultRangeExtractor>[0]) =>
  index < range.count
    ? [...new Set([...defaultRangeExtractor(range), index])].sort((a, b) => a - b)
    : defaultRangeExtractor(range)

const leastHeight = 45
const heights = { padding: 9, name: 21.7, more: 18.6 }

/** Estimates the height of a row before it is drawn. A wrong estimate moves the visible rows. */
function estimateHeight(line: Line | undefined) {
  if (!line || !('role' in line)) return leastHeight
  const names = line.role.clients.length
  const more = names > namesAtOnce ? heights.more : 0
  return Math.max(leastHeight, Math.round(heights.padding + Math.min(names, namesAtOnce) * heights.name + more))
}

/** Returns the height of a row after the browser has laid out the page: reading it at once would cost one layout for each row. */
function measureRow(row: Element, entry: ResizeObserverEntry | undefined, rows: Virtualizer<HTMLDivElement, Element>) {
  if (entry) return measureElement(row, entry, rows)
  const index = rows.indexFromElement(row)
  return rows.itemSizeCache.get(rows.options.getItemKey(index)) ?? rows.options.estimateSize(index)
}

export function Matrix({ model }: { model: MatrixModel }) {
  const t = useMessages('roles')
  const lines = listLines(model)
  const { scroller, active, setActive, rows, columns, onKeyDown } = useGrid(lines, model)
  const [laneWidth, shownColumns] = [columns.getTotalSize(), columns.getVirtualItems()]
  const lane = useMemo(() => ({ width: laneWidth, items: shownColumns }), [laneWidth, shownColumns])
  const width = `calc(var(--number) + var(--role) + var(--clients) + var(--actions) + ${lane.width}px)`

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move the focus among the cells within
    <div ref={scroller} className={classes.scroller} onKeyDown={onKeyDown}>
      <div
        {...buildGridProps(t('matrix'), lines.length + 1, model.columns.length + fixedColumns + 1)}
        style={{ width, minWidth: '100%' }}
      >
        <MatrixHead model={model} lane={lane} />
        <div {...gridRows} style={{ position: 'relative', height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            if (!line) return null
            const at = { index, start, active: active.row === index ? active.column : undefined, setActive, lane }
            const row = { model, ...at, measure: rows.measureElement }
            return 'role' in line ? (
              <RoleRow key={line.key} {...row} role={line.role} />
            ) : (
              <DraftRow key={line.key} {...row} draft={line.draft} />
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
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const wantsFocus = useRef(false)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateHeight(lines[index]),
    measureElement: measureRow,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 3,
    ...together,
    rangeExtractor: useMemo(() => extractWith(active.row), [active.row]),
  })
  const columns = useVirtualizer({
    horizontal: true,
    count: model.columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? narrowColumnWidth : columnWidth),
    overscan: 2,
    ...together,
    rangeExtractor: useMemo(() => extractWith(active.column), [active.column]),
  })
  // The virtualizer keeps the sizes that it has estimated.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the width of the window decides the sizes
  useEffect(() => columns.measure(), [columns, narrow])
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.row}:${active.column}"]`)?.focus()
  }, [active])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.cell) return
    const ctrl = event.ctrlKey || event.metaKey
    // After the channels, one more column: the row's red X.
    const next = moveCell(active, event.key, ctrl, lines.length, model.columns.length + 1)
    if (!next) return
    event.preventDefault()
    wantsFocus.current = true
    setActive(next)
  }
  return { scroller, active, setActive, rows, columns, onKeyDown }
}
