import { type PointerEvent, useRef, useState } from 'react'
import { getWidth, type ListName, moveBorder } from './arrange.ts'
import { chooseColumns, useColumnChoice } from './choice.ts'
import type { Column } from './column.ts'
import classes from './table.module.css'

type HeadingsProps<Row> = { list: ListName; columns: readonly Column<Row>[] }

/** The titles of the columns. Each column has its part of the width of the table. */
export function Headings<Row>({ list, columns }: HeadingsProps<Row>) {
  const row = useRef<HTMLTableRowElement>(null)
  const saved = useColumnChoice(list)
  // While a border is pulled, nothing is saved.
  const [pulled, setPulled] = useState(saved)
  const [isPulling, setPulling] = useState(false)
  const choice = isPulling ? pulled : saved
  const widths = columns.map((column) => getWidth(column, choice))
  const width = widths.reduce((sum, one) => sum + one, 0)

  const pull = (place: number, { clientX: from, currentTarget: handle, pointerId }: PointerEvent<HTMLElement>) => {
    const [left, right] = [columns[place], columns[place + 1]]
    const [leftWidth, rightWidth] = [widths[place], widths[place + 1]]
    if (!left || !right || leftWidth === undefined || rightWidth === undefined || !row.current) return
    const scale = width / row.current.getBoundingClientRect().width
    const direction = getComputedStyle(row.current).direction === 'rtl' ? -1 : 1
    const neighbours = [
      { key: left.key, width: leftWidth },
      { key: right.key, width: rightWidth },
    ] as const
    let last = saved ?? {}
    setPulled(last)
    setPulling(true)
    handle.setPointerCapture(pointerId)
    handle.onpointermove = ({ clientX }) => {
      last = moveBorder(saved ?? {}, neighbours, direction * (clientX - from) * scale)
      setPulled(last)
    }
    handle.onlostpointercapture = () => {
      handle.onpointermove = null
      if (last !== saved) chooseColumns(list, last)
      setPulling(false)
    }
  }
  return (
    <tr ref={row} aria-rowindex={1}>
      {columns.map((column, place) => (
        <Heading
          key={column.key}
          column={column}
          width={`${(100 * (widths[place] ?? 0)) / width}%`}
          pull={place < columns.length - 1 ? (event) => pull(place, event) : undefined}
        />
      ))}
    </tr>
  )
}

const directions = { up: 'ascending', down: 'descending' } as const

type HeadingProps<Row> = {
  column: Column<Row>
  width: string
  /** Set where a border to the next column can be pulled. */
  pull: ((event: PointerEvent<HTMLElement>) => void) | undefined
}

function Heading<Row>({ column: { title, head, sort, onSort, last }, width, pull }: HeadingProps<Row>) {
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
      {/* For the pointer only: the list of columns has the same for the keyboard. */}
      {pull && <span aria-hidden="true" className={classes.border} onPointerDown={pull} />}
    </th>
  )
}
