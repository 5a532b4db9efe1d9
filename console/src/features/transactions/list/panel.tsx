import { Alert, CloseButton, Group, Stack, Title } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { useRecordedText } from '../../../messages/use-recorded-text.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { detailsQuery } from '../compare/compare-dialog.tsx'
import { Overview } from '../detail/overview.tsx'
import { Exchange } from '../detail/request-response.tsx'
import { Timeline } from '../detail/timeline.tsx'
import { RerunButtons } from '../rerun/buttons.tsx'
import type { TransactionFilters } from '../search.ts'
import classes from './panel.module.css'

type PanelProps = { id: string; filters: TransactionFilters; close: () => void }

/** A transaction beside the list. */
export function TransactionPanel({ id, filters, close }: PanelProps) {
  const t = useMessages('transactions')
  const found = useQuery(detailsQuery(id))
  return (
    <aside className={classes.panel} aria-label={t('one')}>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Title order={2} size="h4">
          <Link to="/transactions/$id" params={{ id }} search={filters}>
            {t('panel.whole')}
          </Link>
        </Title>
        <CloseButton aria-label={t('panel.close')} title={t('panel.close')} onClick={close} />
      </Group>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Parts key={id} transaction={found.data} filters={filters} />}
    </aside>
  )
}

/** The parts that are read most. What opens a dialog is on the page of the transaction. */
function Parts({ transaction, filters }: { transaction: Transaction; filters: TransactionFilters }) {
  const t = useMessages('transactions')
  const navigate = useNavigate()
  const word = useRecordedText()
  const [full, setFull] = useState<'request' | 'response'>()
  const { _id: id, error } = transaction
  const openPage = (part: { rerun: 'one' | 'edit' } | { call: string }) =>
    void navigate({ to: '/transactions/$id', params: { id }, search: { ...filters, ...part } })
  const body = (part: 'request' | 'response') => ({
    full: full === part,
    setFull: (is: boolean) => setFull(is ? part : undefined),
  })
  return (
    <Stack>
      <Overview transaction={transaction} />
      {error && (
        <Alert color="red" title={t('error')}>
          {word(error.message)}
        </Alert>
      )}
      <RerunButtons transaction={transaction} ask={(rerun) => openPage({ rerun })} />
      <Timeline transaction={transaction} open={(call) => openPage({ call })} />
      <Exchange part="request" transaction={transaction} {...body('request')} />
      <Exchange part="response" transaction={transaction} {...body('response')} />
    </Stack>
  )
}
