import type { Transaction } from '@mediary/contract/transactions'
import type { ReactNode } from 'react'
import type { Column } from '../../../ui/table/column.ts'
import classes from './list.module.css'

/** The columns that have a place of their own on a card. */
const inTheirPlace = ['select', 'time', 'status', 'request']

type CardsProps = { label: string; rows: readonly Transaction[]; columns: readonly Column<Transaction>[] }

/** The list of a narrow screen: each transaction in two lines. The cells are those of the table. */
export function Cards({ label, rows, columns }: CardsProps) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row, index) => {
        const cells = new Map(columns.map(({ key, cell }) => [key, cell(row, index)]))
        const details = columns
          .flatMap(({ key }) => (inTheirPlace.includes(key) ? [] : [cells.get(key)]))
          .filter(isShown)
        return (
          <li key={row._id} className={classes.card}>
            {cells.get('select')}
            <div className={classes.what}>
              <div className={classes.line}>
                {cells.get('request')}
                {cells.get('status')}
              </div>
              <div className={`${classes.line} ${classes.second}`}>
                <span>{joinNodes(details)}</span>
                {cells.get('time')}
              </div>
            </div>
          </li>
        )
      })}
    </ul>
  )
}

const isShown = (node: ReactNode) => node !== undefined && node !== false && node !== null && node !== ''

const joinNodes = (nodes: readonly ReactNode[]) => nodes.flatMap((node, i) => (i === 0 ? [node] : [' · ', node]))
