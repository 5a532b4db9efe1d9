import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type RefObject, type UIEvent, useCallback, useEffect, useRef, useState } from 'react'
import { getWidth } from './arrange.ts'
import { useColumnChoice } from './choice.ts'
import type { Column, RowsProps } from './column.ts'
import { Headings } from './headings.tsx'
import classes from './table.module.css'

const rowHeights = { dense: 30, comfortable: 45 } as const

/** A table that renders only the visible rows, so that ten thousand rows scroll smoothly. Its columns are those that are shown. */
export function Rows<Row>(props: RowsProps<Row>) {
  const { list, label, columns, rows, getKey, height = '65vh', fits, active, inUse, choose } = props
  const dense = useDensity(props.dense)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVisibleRows(rows.length, scroller, dense ? 'dense' : 'comfortable')
  useScrollTo(active, virtual.scrollToIndex)
  const MemoLine = useMemoLine<Row>()
  const pick = useStable(choose)
  const shown = virtual.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const choice = useColumnChoice(list)
  const width = columns.reduce((sum, column) => sum + getWidth(column, choice), 0)
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
          <Headings list={list} columns={columns} />
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

const useVisibleRows = (count: number, scroller: RefObject<HTMLDivElement | null>, density: keyof typeof rowHeights) =>
  useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeights[density],
    overscan: 4,
    // The rows of the next frame are early enough: what is drawn beyond the edge hides the difference.
    useFlushSync: false,
  })

/** Low rows are no target for a finger. */
const useDensity = (dense: boolean | undefined) =>
  !useMediaQuery('(pointer: coarse)', undefined, { getInitialValueInEffect: false }) && dense

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
const useMemoLine = <Row,>() => useState(() => memo(Line<Row>, drawsSame))[0]

/** A heading that changes draws no row again. */
const drawsSame = <Row,>(before: LineProps<Row>, after: LineProps<Row>) =>
  before.row === after.row &&
  before.index === after.index &&
  before.isActive === after.isActive &&
  before.choose === after.choose &&
  before.columns.length === after.columns.length &&
  before.columns.every(({ key, cell, last }, place) => {
    const column = after.columns[place]
    return column?.key === key && column.cell === cell && column.last === last
  })

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
