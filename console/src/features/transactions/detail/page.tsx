import { Alert, Group, Stack } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMessages } from '../../../messages/use-messages.ts'
import { useRecordedText } from '../../../messages/use-recorded-text.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Page } from '../../../ui/page.tsx'
import { HoldButton } from '../../legal-holds/button.tsx'
import { NotesSection } from '../../notes/section.tsx'
import { CompareDialog, detailsQuery } from '../compare/compare-dialog.tsx'
import { RerunButtons } from '../rerun/buttons.tsx'
import { RerunDialog } from '../rerun/dialog.tsx'
import { EditDialog } from '../rerun/edit-dialog.tsx'
import { useMayRerun } from '../rerun/permission.ts'
import type { TransactionSearch } from '../search.ts'
import { CallDialog } from './call-dialog.tsx'
import { Lineage } from './lineage.tsx'
import { Neighbours } from './neighbours.tsx'
import { Overview, Properties } from './overview.tsx'
import { Exchange, findStoredBody } from './request-response.tsx'
import { Timeline } from './timeline.tsx'
import { Views } from './views.tsx'

const unfinished: readonly string[] = ['Processing', 'Pending Async']

export function TransactionPage() {
  const t = useMessages('transactions')
  const { id } = useParams({ from: '/inside/transactions/$id' })
  const search = useSearch({ from: '/inside/transactions/$id' })
  const navigate = useNavigate({ from: '/transactions/$id' })
  const found = useQuery({
    ...detailsQuery(id),
    refetchInterval: ({ state }) => (unfinished.includes(state.data?.status ?? '') ? 1500 : false),
  })
  // What opens is a step in the history, so that going back closes it.
  const set = (part: Partial<TransactionSearch>) =>
    void navigate({
      search: (before) => ({ ...before, ...part }),
      replace: Object.values(part).every((value) => value === undefined),
    })
  return (
    <Page title={t('one')} actions={<Neighbours id={id} search={search} />}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Detail key={id} transaction={found.data} search={search} set={set} />}
    </Page>
  )
}

type DetailProps = {
  transaction: Transaction
  search: TransactionSearch
  set: (part: Partial<TransactionSearch>) => void
}

/** Every part of a transaction has a section of its own. */
function Detail({ transaction, search, set }: DetailProps) {
  const t = useMessages('transactions')
  const hold = useMessages('legalHolds')
  const { _id: id, error } = transaction
  const word = useRecordedText()
  const mayRerun = useMayRerun()
  const body = (part: 'request' | 'response') => ({
    full: search.full === part,
    setFull: (is: boolean) => set({ full: is ? part : undefined }),
  })
  return (
    <Stack>
      <Overview transaction={transaction} />
      <Group gap="sm">
        <RerunButtons transaction={transaction} ask={(rerun) => set({ rerun })} />
        <HoldButton held={{ filters: { _id: id } }} text={hold('one')} />
      </Group>
      {error && (
        <Alert color="red" title={t('error')}>
          {word(error.message)}
        </Alert>
      )}
      <Timeline transaction={transaction} open={(name) => set({ call: name })} />
      <Lineage transaction={transaction} compare={(other) => set({ compare: other })} />
      <Exchange part="request" transaction={transaction} {...body('request')} />
      <Exchange part="response" transaction={transaction} {...body('response')} />
      <Properties transaction={transaction} />
      <NotesSection object="transaction" id={id} mayWrite={mayRerun(transaction.channelID ?? '')} />
      <Views id={id} shown={search.views === 'shown'} show={(is) => set({ views: is ? 'shown' : undefined })} />
      {search.rerun === 'one' && <RerunDialog wanted={{ tids: [id] }} close={() => set({ rerun: undefined })} />}
      {search.rerun === 'edit' && (
        <EditDialog
          transaction={transaction}
          stored={findStoredBody(transaction, transaction.request)}
          close={() => set({ rerun: undefined })}
        />
      )}
      {search.call && (
        <CallDialog
          transaction={transaction}
          name={search.call}
          side={search.side ?? 'request'}
          setSide={(side) => set({ side })}
          close={() => set({ call: undefined, side: undefined })}
        />
      )}
      {search.compare && (
        <CompareDialog transaction={transaction} other={search.compare} close={() => set({ compare: undefined })} />
      )}
    </Stack>
  )
}
