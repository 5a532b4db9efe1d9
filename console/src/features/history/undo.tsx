import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { type HistoryEntry, historyApi } from '@mediary/contract/operations/history'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useChannels, useClients } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'
import { ObjectName } from './entry.tsx'
import { findPlace, toHistoryAddress } from './places.ts'
import { readNames } from './rules.ts'

type UndoProps = { entry: HistoryEntry; undone: () => void; close: () => void }

/** Asks before a change is undone. A refusal leads to what depends on the change. */
export function UndoDialog({ entry, undone, close }: UndoProps) {
  const t = useMessages('history')
  const queries = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call(historyApi.undo, { params: { entry: entry._id }, body: {} }),
    onSuccess: () => {
      undone()
      close()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Dialog close={close} title={t('undo.title')}>
      <Stack>
        <Text>{t('undo.question', { name: entry.name })}</Text>
        {entry.together.length > 0 && (
          <div>
            <Text>{t('undo.together')}</Text>
            <List size="sm">
              {entry.together.map((other) => (
                <List.Item key={other._id}>
                  {t(other.object)} <ObjectName thing={other} />
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <DialogFooter error={undo.error} close={close}>
          <Button color="red.8" loading={undo.isPending} onClick={() => undo.mutate()} data-autofocus>
            {t('undo.act')}
          </Button>
        </DialogFooter>
        {undo.error instanceof ApiProblem && <Dependents problem={undo.error} entry={entry} />}
      </Stack>
    </Dialog>
  )
}

/** Links to what a refusal names. */
function Dependents({ problem: { reason, parameters }, entry }: { problem: ApiProblem; entry: HistoryEntry }) {
  const t = useMessages('history')
  const channels = useChannels().data ?? []
  const clients = useClients().data ?? []
  if (reason === 'undo-changed-since')
    return (
      <AddressLink to={toHistoryAddress({ object: entry.object, id: entry.objectId })}>
        {t('undo.later', { name: entry.name })}
      </AddressLink>
    )
  if (reason === 'undo-in-use') {
    const users = readNames(parameters.users).flatMap((name) => {
      const channel = channels.find((one) => one.name === name)
      if (channel) return [{ name, to: `/channels/${channel._id}` }]
      const client = clients.find((one) => one.name === name || one.clientID === name)
      return client ? [{ name, to: `/clients/${client._id}` }] : []
    })
    if (users.length === 0) return null
    return (
      <Alert color="gray">
        <Group gap="xs">
          <span>{t('undo.users')}</span>
          {users.map(({ name, to }) => (
            <AddressLink key={to} to={to}>
              {name}
            </AddressLink>
          ))}
        </Group>
      </Alert>
    )
  }
  const place = findPlace(entry)
  return place ? <AddressLink to={place}>{t('undo.object', { name: entry.name })}</AddressLink> : null
}
