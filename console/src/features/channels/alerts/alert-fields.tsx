import {
  Button,
  CloseButton,
  Fieldset,
  Group,
  MultiSelect,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { newRecipient } from '../../contact-lists/form.ts'
import { contactListsQuery } from '../../contact-lists/queries.ts'
import { RecipientFields } from '../../contact-lists/recipient.tsx'
import { AlertPreview } from './preview.tsx'
import type { Alert, AlertDraft } from './rules.ts'

const conditions = ['status', 'auto-retry-max-attempted'] as const

type AlertFieldsProps = {
  number: number
  /** Undefined while the channel is new. */
  channelId: string | undefined
  alert: Alert
  failureRate: string
  findIssue: (field: string) => string | undefined
  change: (part: Partial<AlertDraft>) => void
  remove: () => void
}

/** One alert: its condition, and the people it reaches. */
export function AlertFields({ number, channelId, alert, failureRate, findIssue, change, remove }: AlertFieldsProps) {
  const t = useMessages('channelAlerts')
  const set = (part: Partial<Alert>) => change({ alert: { ...alert, ...part } })
  const isReached = alert.groups.length + alert.users.length > 0
  return (
    <Fieldset legend={t('alert', { number })}>
      <Stack>
        <Group align="flex-start">
          <NativeSelect
            label={t('condition')}
            style={{ flex: '2 1 240px' }}
            value={alert.condition}
            data={conditions.map((value) => ({ value, label: t(`condition.${value}`) }))}
            onChange={({ currentTarget }) =>
              set({ condition: conditions.find((one) => one === currentTarget.value) ?? 'status' })
            }
          />
          {alert.condition === 'status' && (
            <StatusFields alert={alert} failureRate={failureRate} findIssue={findIssue} change={change} />
          )}
          <CloseButton mt={24} size="lg" variant="default" aria-label={t('remove', { number })} onClick={remove} />
        </Group>
        <ContactLists value={alert.groups} change={(groups) => set({ groups })} />
        {alert.users.map((recipient, i) => (
          <RecipientFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a person may stand twice, once for each method
            key={i}
            number={i + 1}
            recipient={recipient}
            disabled={false}
            findIssue={(field) => findIssue(`users.${i}.${field}`)}
            change={(part) => set({ users: alert.users.with(i, { ...recipient, ...part }) })}
            remove={() => set({ users: alert.users.toSpliced(i, 1) })}
          />
        ))}
        <Group>
          <Button variant="default" size="xs" onClick={() => set({ users: [...alert.users, newRecipient] })}>
            {t('person.add')}
          </Button>
          {channelId && <AlertPreview channelId={channelId} alert={alert} failureRate={failureRate} />}
          {!isReached && <Text c="dimmed">{t('nobody')}</Text>}
        </Group>
      </Stack>
    </Fieldset>
  )
}

function StatusFields({
  alert,
  failureRate,
  findIssue,
  change,
}: Pick<AlertFieldsProps, 'alert' | 'failureRate' | 'findIssue' | 'change'>) {
  const t = useMessages('channelAlerts')
  return (
    <>
      <TextInput
        label={t('status')}
        style={{ flex: '1 1 120px' }}
        placeholder="5xx"
        value={alert.status ?? ''}
        error={findIssue('status')}
        onChange={({ currentTarget }) => change({ alert: { ...alert, status: currentTarget.value } })}
      />
      <NumberInput
        label={t('failureRate')}
        description={t('failureRate.why')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        style={{ flex: '1 1 160px' }}
        min={0}
        max={100}
        suffix=" %"
        value={failureRate}
        error={findIssue('failureRate')}
        onChange={(value) => change({ failureRate: String(value) })}
      />
    </>
  )
}

/** Lists that this user may not see are kept. */
function ContactLists({ value, change }: { value: string[]; change: (groups: string[]) => void }) {
  const t = useMessages('channelAlerts')
  const may = useMay()
  const lists = useQuery({ ...contactListsQuery, enabled: may('contact-list-view') }).data ?? []
  const known = lists.map(({ _id, group }) => ({ value: _id, label: group }))
  const unknown = value.filter((id) => !lists.some(({ _id }) => _id === id)).map((id) => ({ value: id, label: id }))
  return <MultiSelect label={t('groups')} value={value} data={[...known, ...unknown]} onChange={change} />
}
