import type { ReactNode } from 'react'
import classes from './plain-table.module.css'

type PlainTableProps = { label: string; wide?: boolean; children: ReactNode }

/** A short table without controls. The table of the library would add a tenth to the first load. */
export const PlainTable = ({ label, wide = false, children }: PlainTableProps) => (
  <section className={classes.scroller} tabIndex={wide ? 0 : undefined}>
    <table className={`${classes.table} ${wide ? classes.wide : ''}`} aria-label={label}>
      {children}
    </table>
  </section>
)
