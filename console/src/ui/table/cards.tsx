import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import classes from './cards.module.css'
import type { Column, RowsProps } from './column.ts'

/** The rows of a narrow screen as cards. Only the visible ones are rendered, so that ten thousand scroll smoothly. */
export function Cards<Row>({ label, columns, rows, getKey, height = '65vh' }: RowsProps<Row>) {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 96,
    overscan: 4,
    useFlushSync: false,
  })
  const visible = virtual.getVirtualItems()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section ref={scroller} className={classes.scroller} style={{ maxHeight: `max(320px, ${height})` }} tabIndex={0}>
      <ul className={classes.cards} aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {visible.map(({ index, start }) => {
          const row = rows[index]
          return (
            row && (
              <li
                key={getKey(row)}
                ref={virtual.measureElement}
                data-index={index}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className={classes.card}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Card row={row} index={index} columns={columns} />
              </li>
            )
          )
        })}
      </ul>
    </section>
  )
}

type CardProps<Row> = { row: Row; index: number; columns: readonly Column<Row>[] }

/** One column names the row. The buttons stand beside it, and the other columns below. */
function Card<Row>({ row, index, columns }: CardProps<Row>) {
  const cells = columns
    .filter(({ key }) => key !== '#')
    .map(({ cell, ...column }) => ({ ...column, shown: cell(row, index) }))
  const name = cells.find(({ isName }) => isName) ?? cells[0]
  const others = cells.filter((cell) => cell !== name && !cell.last)
  const buttons = cells.find(({ last }) => last)
  return (
    <>
      <div className={classes.name}>{name?.shown}</div>
      <dl className={classes.details}>
        {others.filter(isFilled).map(({ key, title, shown }) => (
          <div key={key}>
            <dt>{title}</dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
      {buttons && isFilled(buttons) && <div className={classes.buttons}>{buttons.shown}</div>}
    </>
  )
}

const isFilled = ({ shown }: { shown: ReactNode }) =>
  shown !== undefined && shown !== null && shown !== false && shown !== ''
