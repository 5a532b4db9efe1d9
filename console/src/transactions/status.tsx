import { Badge } from '@mantine/core'
import type { TransactionStatus } from '@mediary/contract/transactions'

const colours = {
  Processing: 'blue.9',
  'Pending Async': 'blue.9',
  Successful: 'green.9',
  Completed: 'orange.9',
  'Completed with error(s)': 'orange.9',
  Failed: 'red.9',
} as const satisfies Record<TransactionStatus, string>

export const Status = ({ status }: { status: TransactionStatus }) => (
  <Badge color={colours[status]} tt="none">
    {status}
  </Badge>
)
