import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, type UIEvent, useCallback, useEffect, useRef, useState } from 'react'
import classes from './table.module.css'

export type Column<Row> = {
  key: string
  title: string
  /** Shown instead of the title. */
  head?: ReactNode
  width: number
  cell: (row: Row, index: number) => ReactNode
  sort?: 'up' | 'down' | undefined
  onSort?: (() => void) | undefined
  last?: boolean
}

type DataTableProps<Row> = {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  getKey: (row: Row) => string
  height?: string
  /** The columns share the width of the page in proportion to their own widths, so that none is cut. */
  fits?: boolean
  /** Rows are as low as one line of text. */
  dense?: boolean
  /** The place of the row that the keyboard has chosen. */
  active?: number | undefined
  /** Called when a row is clicked, and not a link or a control in it. */
  choose?: ((row: Row) => void) | undefined
  /** Called when a person begins to use the table, by pointer, keyboard or scrolling, and when they leave it. */
  inUse?: (inUse: boolean) => void
}

const rowHeights = { dense: 30, comfortable: 45 } as const

/** A table that renders only the visible rows, so that ten thousand rows scroll smoothly. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, getKey, height = '65vh', fits, dense, active, inUse, choose } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeights[dense ? 'dense' : 'comfortable'],
    overscan: 6,
  })
  useScrollTo(active, virtual.scrollToIndex)
  const MemoLine = useMemoLine<Row>()
  const pick = useStable(choose)
  const shown = virtual.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <section
      ref={scroller}
      className={classes.scroller}
      style={{ maxHeight: height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
      tabIndex={0}
      {...useUse(inUse)}
    >
      <table
        className={classes.table}
        data-dense={dense}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={fits ? {} : { minWidth: width }}
      >
        <thead>
          <Headings columns={columns} fits={fits} width={width} />
        </thead>
        <tbody>
          <Spacer height={before} span={columns.length} />
          {shown.map(({ index }) => {
            const row = rows[index]
            return (
              row && (
                <MemoLine
                  key={getKey(row)}
                  row={row}
                  index={index}
                  columns={columns}
                  isActive={index === active}
                  choose={pick}
                />
              )
            )
          })}
          <Spacer height={after} span={columns.length} />
        </tbody>
      </table>
    </section>
  )
}

type HeadingsProps<Row> = { columns: readonly Column<Row>[]; fits: boolean | undefined; width: number }

const Headings = <Row,>({ columns, fits, width }: HeadingsProps<Row>) => (
  <tr aria-rowindex={1}>
    {columns.map((column) => (
      <Heading key={column.key} column={column} width={fits ? `${(100 * column.width) / width}%` : column.width} />
    ))}
  </tr>
)

function useUse(inUse: ((inUse: boolean) => void) | undefined) {
  const use = useRef({ pointer: false, focus: false, scrolled: false })
  if (!inUse) return {}
  const note = (part: Partial<typeof use.current>) => {
    Object.assign(use.current, part)
    inUse(Object.values(use.current).some(Boolean))
  }
  return {
    onPointerEnter: () => note({ pointer: true }),
    onPointerLeave: () => note({ pointer: false }),
    onFocus: () => note({ focus: true }),
    onBlur: () => note({ focus: false }),
    onScroll: ({ currentTarget }: UIEvent) => note({ scrolled: currentTarget.scrollTop > 0 }),
  }
}

function useScrollTo(index: number | undefined, scrollTo: (index: number) => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another row is scrolled to
  useEffect(() => {
    if (index !== undefined) scrollTo(index)
  }, [index])
}

/** Returns a row that is not drawn again while it stays as it is: scrolling draws what comes into view. */
const useMemoLine = <Row,>() => useState(() => memo(Line<Row>))[0]

/** Returns a function that stays the same and calls the newest one, so that rows are not drawn again for it. */
function useStable<Row>(choose: ((row: Row) => void) | undefined) {
  const newest = useRef(choose)
  useEffect(() => {
    newest.current = choose
  })
  const stable = useCallback((row: Row) => newest.current?.(row), [])
  return choose && stable
}

type LineProps<Row> = {
  row: Row
  index: number
  columns: readonly Column<Row>[]
  isActive: boolean
  choose: ((row: Row) => void) | undefined
}

/** Whether a click was meant for the row: not for a link or a control, and no text was selected. */
const isForRow = (target: EventTarget) =>
  target instanceof Element && !target.closest('a, button, input, label') && !window.getSelection()?.toString()

const Line = <Row,>({ row, index, columns, isActive, choose }: LineProps<Row>) => (
  <tr
    aria-rowindex={index + 2}
    aria-current={isActive ? 'true' : undefined}
    data-choosable={choose !== undefined}
    onClick={({ target }) => choose && isForRow(target) && choose(row)}
  >
    {columns.map(({ key, cell, last }) => (
      <td key={key} className={last ? classes.last : undefined}>
        {cell(row, index)}
      </td>
    ))}
  </tr>
)

const Spacer = ({ height, span }: { height: number; span: number }) =>
  height > 0 && (
    <tr>
      <td className={classes.spacer} colSpan={span} style={{ height }} />
    </tr>
  )

const directions = { up: 'ascending', down: 'descending' } as const

type HeadingProps<Row> = { column: Column<Row>; width: number | string }

function Heading<Row>({ column: { title, head, sort, onSort, last }, width }: HeadingProps<Row>) {
  const mark = sort && (sort === 'up' ? ' ▲' : ' ▼')
  return (
    <th
      scope="col"
      style={{ width }}
      className={last ? classes.last : undefined}
      aria-sort={onSort ? (sort ? directions[sort] : 'none') : undefined}
    >
      {onSort ? (
        <button type="button" className={classes.sort} onClick={onSort}>
          {title}
          <span aria-hidden="true">{mark}</span>
        </button>
      ) : (
        (head ?? title)
      )}
    </th>
  )
}
