import { Alert, Checkbox, Stack, Text } from '@mantine/core'
import { clientImportApi } from '@mediary/contract/clients/import'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert, Loading } from '../../ui/failure.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { authoritiesQuery } from '../certificates/queries.ts'
import { Made } from './made.tsx'
import { Preview } from './preview.tsx'
import { type ClientFile, Source } from './source.tsx'

type Order = { file: ClientFile; enrol: boolean }

const send = ({ file, enrol }: Order, dryRun: boolean) =>
  call(clientImportApi.import, {
    query: { dryRun: String(dryRun), enrol: String(enrol) },
    body: file.bytes,
  })

/** Reads a file of clients, shows what it would do, and imports all of it or nothing. */
export function ClientImportPage() {
  const t = useMessages('clientImport')
  const may = useMay()
  const client = useQueryClient()
  const [order, setOrder] = useState<Order>()
  const [enrol, setEnrol] = useState(false)
  const check = useMutation({ mutationFn: (next: Order) => send(next, true) })
  const apply = useMutation({
    mutationFn: (next: Order) => send(next, false),
    onSettled: () => client.invalidateQueries(),
  })
  const start = (next: Order) => {
    apply.reset()
    setOrder(next)
    check.mutate(next)
  }
  const chooseCodes = (chosen: boolean) => {
    setEnrol(chosen)
    if (order && !apply.data) start({ ...order, enrol: chosen })
  }
  return (
    <Page title={t('title')} intro={t('intro')} actions={<Link to="/clients">{t('back')}</Link>}>
      {may('client-manage-all') ? (
        <Stack maw={1000}>
          <Section id="file" title={t('file')} intro={t('file.intro')}>
            <Stack>
              <Source busy={check.isPending} start={(file) => start({ file, enrol })} />
              <Codes enrol={enrol} choose={chooseCodes} />
            </Stack>
          </Section>
          <ErrorAlert error={check.error} />
          {order && check.data && !apply.data && (
            <Preview
              name={order.file.name}
              result={check.data}
              importing={apply.isPending}
              start={() => apply.mutate(order)}
            />
          )}
          <ErrorAlert error={apply.error} />
          {order && apply.data && <Made name={order.file.name} result={apply.data} />}
          {check.isPending && <Loading />}
        </Stack>
      ) : (
        <Alert color="yellow">{t('not-allowed')}</Alert>
      )}
    </Page>
  )
}

/** The choice to make an enrolment code for each new client. It needs an authority that can sign. */
function Codes({ enrol, choose }: { enrol: boolean; choose: (chosen: boolean) => void }) {
  const t = useMessages('clientImport')
  const may = useMay()
  const mayMake = may('certificates-manage')
  const authorities = useQuery({ ...authoritiesQuery, enabled: mayMake })
  if (!mayMake) return null
  const none = authorities.data?.length === 0
  return (
    <div>
      <Checkbox
        label={t('enrol')}
        description={t('enrol.help')}
        checked={enrol}
        disabled={none}
        onChange={({ currentTarget }) => choose(currentTarget.checked)}
      />
      {none && (
        <Text size="sm" mt={4}>
          {t('enrol.no-authority')} <Link to="/certificates">{t('enrol.authority')}</Link>
        </Text>
      )}
    </div>
  )
}
