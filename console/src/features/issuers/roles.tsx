import { ActionIcon, Autocomplete, Button, Group, Radio, Stack, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../lib/api/me.ts'
import { rolesQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { newMappedValue } from './draft.ts'
import type { IssuerForm } from './form.ts'

const choices = ['never', 'by name', 'by value'] as const
const commonClaims = ['scope', 'scp', 'roles', 'realm_access.roles']

/** The fields that say whether a claim of the token narrows it to some roles of its client. */
export function RoleFields({ form }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  const { draft, change, findIssue } = form
  return (
    <>
      <Radio.Group
        label={t('roles')}
        description={t('roles.help')}
        value={draft.narrow}
        onChange={(value) => change({ narrow: choices.find((one) => one === value) ?? draft.narrow })}
      >
        <Stack gap="xs" mt="xs">
          {choices.map((choice) => (
            <Radio key={choice} value={choice} label={t(choice)} description={t(`${choice}.help`)} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.narrow !== 'never' && (
        <Autocomplete
          label={t('claim')}
          description={t('claim.help')}
          withAsterisk
          spellCheck={false}
          data={commonClaims}
          value={draft.claim}
          error={findIssue('roles.claim')}
          onChange={(claim) => change({ claim })}
        />
      )}
      {draft.narrow === 'by value' && <MappedValues form={form} />}
    </>
  )
}

function MappedValues({ form: { draft, change, findIssue, wrongValue } }: { form: IssuerForm }) {
  const t = useMessages('issuers')
  const may = useMay()
  const roles = useQuery({ ...rolesQuery, enabled: may('client-role-view-all') }).data ?? []
  const { values } = draft
  const names = roles.map(({ name }) => name)
  return (
    <Stack gap="xs">
      {values.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value is typed, so it names no row
        <Group key={at} align="flex-start" role="group" aria-label={t('value.number', { number: at + 1 })}>
          <TextInput
            label={t('value')}
            style={{ flex: '1 1 160px' }}
            spellCheck={false}
            value={one.value}
            error={wrongValue?.at === at ? t(`value.${wrongValue.problem}`) : undefined}
            onChange={({ currentTarget }) =>
              change({ values: values.with(at, { ...one, value: currentTarget.value }) })
            }
          />
          <TagsInput
            label={t('value.roles')}
            style={{ flex: '2 1 200px' }}
            data={names}
            limit={50}
            acceptValueOnBlur
            value={one.roles}
            error={findIssue(`roles.values.${one.value.trim()}`)}
            onChange={(chosen) => change({ values: values.with(at, { ...one, roles: chosen }) })}
          />
          <ActionIcon
            variant="default"
            size="lg"
            mt={24}
            aria-label={t('value.remove', { number: at + 1 })}
            onClick={() => change({ values: values.toSpliced(at, 1) })}
          >
            <Icon name="cross" size={16} />
          </ActionIcon>
        </Group>
      ))}
      <div>
        <Button variant="default" onClick={() => change({ values: [...values, newMappedValue] })}>
          {t('value.add')}
        </Button>
      </div>
    </Stack>
  )
}
