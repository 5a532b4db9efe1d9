import { Alert, Badge, Button, Group, NativeSelect } from '@mantine/core'
import { type LegalHold, legalHoldsApi } from '@mediary/contract/transactions/legal-holds'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatShortMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { PlusButton } from '../../ui/buttons.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { useHeldName } from './held-name.ts'
import { PlaceHoldDialog } from './place-dialog.tsx'
import { legalHoldsQuery } from './queries.ts'
import { ReleaseHoldDialog } from './release-dialog.tsx'
import { holdStates } from './search.ts'

/** The legal holds: what retention and the size budget leave alone. */
export function LegalHoldsPage() {
  const t = useMessages('legalHolds')
  const { state = 'active' } = useSearch({ from: '/inside/audits/holds' })
  const navigate = useNavigate({ from: '/audits/holds' })
  const alerts = useAlerts()
  const mayManage = useMay()('audit-trail-manage')
  const [open, setOpen] = useState<'new' | LegalHold>()
  const holds = useQuery(legalHoldsQuery(state === 'all' ? undefined : state))
  const columns = useColumns(mayManage ? setOpen : undefined)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <AddressLink to="/audits">{t('audits')}</AddressLink>
          {mayManage && <PlusButton onClick={() => setOpen('new')}>{t('place')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      <NativeSelect
        label={t('state')}
        maw={240}
        mb="md"
        value={state}
        data={holdStates.map((value) => ({ value, label: t(value) }))}
        onChange={({ currentTarget }) => {
          const chosen = holdStates.find((one) => one === currentTarget.value)
          void navigate({ search: chosen === 'active' ? {} : { state: chosen }, replace: true })
        }}
      />
      {holds.isPending && <Loading />}
      {holds.isError && <Failure error={holds.error} retry={() => void holds.refetch()} />}
      {holds.data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {holds.data && holds.data.length > 0 && (
        <DataTable
          list="legal-holds"
          label={t('title')}
          exported={
            <ExportButton
              endpoint={legalHoldsApi.list}
              input={{ query: { state: state === 'all' ? undefined : state } }}
            />
          }
          columns={columns}
          rows={holds.data}
          getKey={({ _id }) => _id}
        />
      )}
      <Dialogs open={open} close={() => setOpen(undefined)} alerts={alerts} />
    </Page>
  )
}

type DialogsProps = { open: 'new' | LegalHold | undefined; close: () => void; alerts: Alerts }

function Dialogs({ open, close, alerts }: DialogsProps) {
  const t = useMessages('legalHolds')
  const { language } = useClock()
  const showSuccess = (text: string) => {
    alerts.clear()
    alerts.add('success', text)
  }
  if (open === undefined) return null
  if (open === 'new')
    return (
      <PlaceHoldDialog
        held={{}}
        placed={({ transactions }) => showSuccess(t('placed', { count: formatCount(transactions, language) }))}
        close={close}
      />
    )
  return <ReleaseHoldDialog hold={open} released={() => showSuccess(t('released.done'))} close={close} />
}

function useColumns(release: ((hold: LegalHold) => void) | undefined): Column<LegalHold>[] {
  const t = useMessages('legalHolds')
  const clock = useClock()
  const nameHeld = useHeldName()
  const person = (by: string, at: string) => `${by}, ${formatShortMoment(at, clock, Date.now())}`
  return [
    {
      key: 'what',
      title: t('what'),
      width: 230,
      cell: (hold) => <span title={nameHeld(hold)}>{nameHeld(hold)}</span>,
    },
    { key: 'reason', title: t('reason'), width: 200, cell: ({ reason }) => <span title={reason}>{reason}</span> },
    {
      key: 'transactions',
      title: t('transactions'),
      width: 110,
      cell: ({ transactions }) => formatCount(transactions, clock.language),
    },
    { key: 'placed', title: t('placed.by'), width: 250, cell: ({ placedBy, placedAt }) => person(placedBy, placedAt) },
    {
      key: 'state',
      title: t('state'),
      width: 230,
      cell: ({ releasedAt, releasedBy = '', releaseReason = '' }) =>
        releasedAt === undefined ? (
          <Badge color="blue" variant="light">
            {t('holds')}
          </Badge>
        ) : (
          <span title={releaseReason}>
            {t('released.by', { who: person(releasedBy, releasedAt), reason: releaseReason })}
          </span>
        ),
    },
    {
      key: 'actions',
      title: t('actions'),
      width: 110,
      last: true,
      cell: (hold) =>
        release &&
        hold.releasedAt === undefined && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('release.label', { what: nameHeld(hold) })}
            onClick={() => release(hold)}
          >
            {t('release')}
          </Button>
        ),
    },
  ]
}
