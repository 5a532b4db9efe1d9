import { Alert, Group } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { QueryBar } from '../../../ui/query-bar/query-bar.tsx'
import { SavedViews } from '../../saved-views/menu.tsx'
import type { useTransactionQuery } from '../query/use-query.ts'
import type { TransactionFilters } from '../search.ts'

type QueryProps = {
  query: Omit<ReturnType<typeof useTransactionQuery>, 'filters'>
  change: (part: Partial<TransactionFilters>) => void
}

/** The query bar of the list. While a filter is wrong, the list waits. */
export function Query({ query, change }: QueryProps) {
  const t = useMessages('query')
  const { terms, fields, shortcuts, issues, write } = query
  return (
    <>
      <Group mb="xs" gap="xs" align="flex-start">
        <QueryBar
          example="status:failed channel:lab yesterday"
          terms={terms}
          fields={fields}
          shortcuts={shortcuts}
          issues={issues}
          change={(changed) => change(write(changed))}
        />
        <SavedViews list="transactions" />
      </Group>
      {issues.size > 0 && <Alert color="yellow">{t('waiting')}</Alert>}
    </>
  )
}
