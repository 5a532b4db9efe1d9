import type { Issue } from '../../lib/query/fields.ts'
import { printQuery, type Term } from '../../lib/query/grammar.ts'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './query-bar.module.css'

type IssuesProps = { id: string; terms: readonly Term[]; issues: ReadonlyMap<number, Issue> }

/** A sentence for each wrong term of a query. */
export function Issues({ id, terms, issues }: IssuesProps) {
  const t = useMessages('query')
  if (issues.size === 0) return null
  const inOrder = [...issues].sort(([a], [b]) => a - b)
  return (
    <ul id={id} className={classes.issues}>
      {inOrder.map(([place, { code, text }]) => (
        <li key={place}>
          <code>{printQuery(terms.slice(place, place + 1))}</code>: {t(code, { text })}
        </li>
      ))}
    </ul>
  )
}
