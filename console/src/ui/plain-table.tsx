import type { ReactNode } from 'react'
import classes from './plain-table.module.css'

type PlainTableProps = { label: string; wide?: boolean; children: ReactNode }

/** A short table without controls. The library's brings its own scroll bars, a tenth of what the first view loads. */
export const PlainTable = ({ label, wide = false, children }: PlainTableProps) => (
  <section className={classes.scroller} tabIndex={wide ? 0 : undefined}>
    <table className={`${classes.table} ${wide ? classes.wide : ''}`} aria-label={label}>
      {children}
    </table>
  </section>
)
