import { Alert, Button, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type Client, clientsApi } from '@mediary/contract/clients'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { colours } from '../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'

type ShownClient = Pick<Client, '_id' | 'name' | 'status' | 'statusChanges'>

/** Returns what a button would do to the status of a client. */
/** Returns what a button would do with the client. */
export const findAction = ({ status }: ShownClient): 'disable' | 'enable' =>
  status === 'enabled' ? 'disable' : 'enable'

/** Tells who last disabled or enabled the client, when and why. Nothing for a client that never was. */
export function StatusNote({ client }: { client: ShownClient }) {
  const t = useMessages('clients')
  const clock = useClock()
  const [latest] = client.statusChanges ?? []
  if (!latest) return null
  const { status, reason, by, at, from, until } = latest
  const period = [
    ...(from ? [t('status.from', { time: formatMoment(from, clock) })] : []),
    ...(until ? [t('status.until', { time: formatMoment(until, clock) })] : []),
  ]
  return (
    <Alert color={client.status === 'disabled' ? 'red' : 'gray'} mb="md">
      {[t(`status.change.${status}`, { user: by.name, at: formatMoment(at, clock), reason }), ...period].join(' ')}
    </Alert>
  )
}

const toInstant = (local: string) => (local === '' ? undefined : new Date(local).toISOString())
const toPeriod = ({ begins, ends }: { begins: string; ends: string }) => ({
  from: toInstant(begins),
  until: toInstant(ends),
})

type StatusDialogProps = { client: ShownClient; changed: (status: Client['status']) => void; close: () => void }

/** Asks for the reason before a client is disabled or enabled. */
export function StatusDialog({ client, changed, close }: StatusDialogProps) {
  const t = useMessages('clients')
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [period, setPeriod] = useState({ begins: '', ends: '' })
  // Somebody else may change the status while the dialog is open.
  const [action] = useState(findAction(client))
  const change = useMutation({
    mutationFn: () =>
      call(clientsApi[action], { params: { id: client._id }, body: { reason: reason.trim(), ...toPeriod(period) } }),
    onSuccess: ({ status }) => {
      changed(status)
      close()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Dialog close={close} title={t(`status.${action}.title`)}>
      <Stack>
        <Text>{t(`status.${action}.question`, { name: client.name })}</Text>
        <StatusNote client={client} />
        <Textarea
          label={t('status.reason')}
          description={t('status.reason.help')}
          withAsterisk
          aria-required
          data-autofocus
          maxLength={1000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {(['begins', 'ends'] as const).map((key) => (
            <TextInput
              key={key}
              label={t(`status.${key}`)}
              description={t(`status.${key}.help`)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="datetime-local"
              value={period[key]}
              onChange={({ currentTarget }) => setPeriod({ ...period, [key]: currentTarget.value })}
            />
          ))}
        </SimpleGrid>
        <DialogFooter error={change.error} close={close}>
          <Button
            color={action === 'disable' ? 'red.8' : colours.plus}
            disabled={reason.trim() === ''}
            loading={change.isPending}
            onClick={() => change.mutate()}
          >
            {t(`status.${action}.act`)}
          </Button>
        </DialogFooter>
      </Stack>
    </Dialog>
  )
}
