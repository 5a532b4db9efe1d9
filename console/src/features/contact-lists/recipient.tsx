import { ActionIcon, Autocomplete, Fieldset, Group, NativeSelect } from '@mantine/core'
import { contactMethods } from '@mediary/contract/operations/contact-groups'
import { usersApi } from '@mediary/contract/users'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import type { Recipient } from './form.ts'

const frequencies = ['no max', '1 per hour', '1 per day'] as const

type RecipientFieldsProps = {
  number: number
  recipient: Recipient
  disabled: boolean
  findIssue: (field: keyof Recipient) => string | undefined
  change: (part: Partial<Recipient>) => void
  remove: () => void
  /** Undefined: the order says nothing, or this person is the first. */
  moveUp?: (() => void) | undefined
}

/** One person of a list: who, how, and how often at most. */
export function RecipientFields({
  number,
  recipient,
  disabled,
  findIssue,
  change,
  remove,
  moveUp,
}: RecipientFieldsProps) {
  const t = useMessages('contactLists')
  const may = useMay()
  const users = useQuery({
    queryKey: ['users'],
    enabled: may('user-view'),
    queryFn: ({ signal }) => call(usersApi.list, {}, { signal }),
  })
  const user = users.data?.find(({ email }) => email === recipient.user)
  return (
    <Fieldset legend={t('person', { number })} disabled={disabled}>
      <Group align="flex-start">
        <Autocomplete
          label={t('user')}
          withAsterisk
          style={{ flex: '2 1 200px' }}
          value={recipient.user}
          data={[...new Set((users.data ?? []).map(({ email }) => email))]}
          error={findIssue('user')}
          onChange={(value) => change({ user: value })}
        />
        <NativeSelect
          label={t('method')}
          style={{ flex: '1 1 110px' }}
          value={recipient.method}
          description={recipient.method === 'sms' && user && !user.msisdn ? t('no-phone') : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={contactMethods.map((value) => ({ value, label: t(value) }))}
          onChange={({ currentTarget }) =>
            change({ method: contactMethods.find((one) => one === currentTarget.value) ?? 'email' })
          }
        />
        <NativeSelect
          label={t('frequency')}
          style={{ flex: '1 1 160px' }}
          value={recipient.maxAlerts}
          data={frequencies.map((value) => ({ value, label: t(value) }))}
          onChange={({ currentTarget }) =>
            change({ maxAlerts: frequencies.find((one) => one === currentTarget.value) ?? 'no max' })
          }
        />
        {moveUp && <MoveUpButton label={t('person.up', { number })} moveUp={moveUp} />}
        <ActionIcon variant="default" size="lg" mt={24} aria-label={t('person.remove', { number })} onClick={remove}>
          <Icon name="cross" size={16} />
        </ActionIcon>
      </Group>
    </Fieldset>
  )
}

const MoveUpButton = ({ label, moveUp }: { label: string; moveUp: () => void }) => (
  <ActionIcon variant="default" size="lg" mt={24} aria-label={label} title={label} onClick={moveUp}>
    <Icon name="up" size={16} />
  </ActionIcon>
)
