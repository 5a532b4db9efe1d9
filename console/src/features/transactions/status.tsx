import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './status.module.css'

// Mantine's darkest orange is too light for white letters.
export const warning = '#a63a08'

const looks: Record<TransactionStatus, { className?: string | undefined; colour?: string }> = {
  Processing: {},
  'Pending Async': {},
  Successful: { className: classes.successful },
  Completed: { colour: warning },
  'Completed with error(s)': { colour: warning },
  Failed: { className: classes.failed },
}

/** Shows how a transaction ended, or that it was forwarded nowhere. Plain text with a colour: a list draws hundreds while it scrolls. */
export function Status({ status, shadow = false }: { status: TransactionStatus; shadow?: boolean | undefined }) {
  const t = useMessages('statuses')
  const app = useMessages('app')
  if (shadow) return <span className={classes.status}>{app('shadow.mark')}</span>
  const { className = '', colour } = looks[status]
  return (
    <span className={`${classes.status} ${className}`} {...(colour && { style: { background: colour } })}>
      {t(status)}
    </span>
  )
}
