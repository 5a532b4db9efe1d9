import { SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { useMessages } from '../../messages/use-messages.ts'
import { RolesChoice } from './roles-choice.tsx'
import type { ClientForm } from './use-client-form.ts'

const fields = [
  'organization',
  'softwareName',
  'description',
  'location',
  'contactPerson',
  'contactPersonEmail',
] as const

export function BasicTab({ form, stored }: { form: ClientForm; stored: Client | undefined }) {
  const t = useMessages('clientForm')
  const { draft, change, issues, refused } = form
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('clientID')}
          description={t('clientID.help')}
          withAsterisk
          aria-required
          data-autofocus={stored ? undefined : true}
          disabled={stored !== undefined}
          value={draft.clientID}
          error={issues.clientID ? t(issues.clientID) : refused.clientID}
          onChange={({ currentTarget }) => change({ clientID: currentTarget.value })}
        />
        <TextInput
          label={t('name')}
          description={t('name.help')}
          withAsterisk
          aria-required
          data-autofocus={stored ? true : undefined}
          value={draft.name}
          error={issues.name ? t(issues.name) : refused.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        {fields.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={draft[field]}
            error={refused[field]}
            onChange={({ currentTarget }) => change({ [field]: currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      <RolesChoice form={form} />
    </Stack>
  )
}
