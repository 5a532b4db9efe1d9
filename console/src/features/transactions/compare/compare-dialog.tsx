import { Group, Text } from '@mantine/core'
import { type Transaction, transactionsApi } from '@mediary/contract/transactions'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Compared } from './compared.tsx'

type CompareDialogProps = { transaction: Transaction; other: string; close: () => void }

/** Compares a transaction with its original or its rerun. The older one is on the left. */
export function CompareDialog({ transaction, other, close }: CompareDialogProps) {
  const t = useMessages('transactionDetail')
  const found = useQuery(detailsQuery(other))
  const [before, after] = found.data && other < transaction._id ? [found.data, transaction] : [transaction, found.data]
  return (
    <Dialog fullScreen close={close} title={t('compare.title')}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {before && after && (
        <>
          <Group mb="md" gap="xs">
            <Text>{t('differences.rerun')}</Text>
            <AddressLink to={`/transactions/${other}`}>{t('compare.other')}</AddressLink>
          </Group>
          <Compared before={before} after={after} />
        </>
      )}
    </Dialog>
  )
}

/** The transaction without its bodies: those are fetched, and recorded as viewed, only when they are shown. */
export const detailsQuery = (id: string) => ({
  queryKey: ['transactions', 'one', id],
  queryFn: () => call(transactionsApi.get, { params: { id }, query: { filterRepresentation: 'simpledetails' } }),
})
