import { Alert, Badge } from '@mantine/core'
import { authorityApi, type Enrolment } from '@mediary/contract/keystore/authority'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { CrossButton, PlusButton } from '../../../ui/buttons.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import { enrolmentsQuery } from '../queries.ts'
import type { SetSearch } from '../search.ts'

type EnrolmentsProps = { alerts: Alerts; leaving: string | undefined; mayMake: boolean; open: SetSearch }

const colours = { open: 'blue.9', used: 'green.9', expired: 'gray.7', spoilt: 'red.9' } as const

/** The enrolment codes and their states. */
export function Enrolments({ alerts, leaving, mayMake, open }: EnrolmentsProps) {
  const t = useMessages('certificateAuthority')
  const client = useQueryClient()
  const may = useMay()
  const { data, isPending, error, refetch } = useQuery(enrolmentsQuery)
  const going = data?.find(({ _id }) => _id === leaving)
  const withdraw = async (id: string) => {
    await call(authorityApi.withdraw, { params: { id } })
    alerts.add('success', t('withdrawn'))
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  const columns = useColumns((id) => open({ delete: id }))
  return (
    <Section
      id="enrolments"
      title={t('enrolments')}
      intro={t('enrolments.intro')}
      actions={
        may('certificates-manage') &&
        mayMake && <PlusButton onClick={() => open({ open: 'enrol' })}>{t('code')}</PlusButton>
      }
    >
      {isPending && <Loading />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <Alert color="gray">{t('enrolments.none')}</Alert>}
      {data && data.length > 0 && (
        <DataTable
          list="enrolments"
          label={t('enrolments')}
          exported={<ExportButton endpoint={authorityApi.enrolments} input={{ query: {} }} />}
          columns={columns}
          rows={data}
          getKey={({ _id }) => _id}
          height="40vh"
        />
      )}
      {going && (
        <Confirm
          title={t('withdraw.title')}
          confirm={t('withdraw.now')}
          act={() => withdraw(going._id)}
          close={() => open({ delete: undefined })}
        >
          {t('withdraw.question', { client: going.clientID ?? t('client.gone') })}
        </Confirm>
      )}
    </Section>
  )
}

function useColumns(leave: (id: string) => void): Column<Enrolment>[] {
  const t = useMessages('certificateAuthority')
  const c = useMessages('certificates')
  const clock = useClock()
  const may = useMay()
  const getClientName = ({ clientID }: Enrolment) => clientID ?? t('client.gone')
  const called = ({ state, firstUsed }: Enrolment) => {
    if (state !== 'used') return ''
    return firstUsed ? t('first-call', { time: formatMoment(firstUsed, clock, 'without') }) : t('no-call')
  }
  return [
    { key: 'client', title: t('client'), width: 200, cell: getClientName },
    {
      key: 'state',
      title: t('role'),
      width: 160,
      cell: ({ state }) => (
        <Badge color={colours[state]} tt="none">
          {t(`state.${state}`)}
        </Badge>
      ),
    },
    { key: 'expires', title: c('expiry'), width: 210, cell: (one) => formatMoment(one.expires, clock, 'without') },
    { key: 'called', title: t('first.used'), width: 260, cell: called },
    {
      key: 'actions',
      title: c('actions'),
      width: 80,
      last: true,
      cell: (one) =>
        may('certificates-manage') &&
        one.state !== 'used' && (
          <CrossButton label={t('withdraw', { client: getClientName(one) })} onClick={() => leave(one._id)} />
        ),
    },
  ]
}
