import { Badge } from '@mantine/core'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { useMessages } from '../../messages/use-messages.ts'

// Mantine's darkest orange is too light for white letters.
export const warning = '#a63a08'

const colours = {
  Processing: 'blue.9',
  'Pending Async': 'blue.9',
  Successful: 'green.9',
  Completed: warning,
  'Completed with error(s)': warning,
  Failed: 'red.9',
} as const satisfies Record<TransactionStatus, string>

export function Status({ status }: { status: TransactionStatus }) {
  const t = useMessages('statuses')
  return (
    <Badge color={colours[status]} tt="none">
      {t(status)}
    </Badge>
  )
}
