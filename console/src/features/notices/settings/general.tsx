import { MultiSelect, NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { isLanguage, languages } from '../../../lib/languages.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Section } from '../../../ui/page.tsx'
import { contactListsQuery } from '../../contact-lists/queries.ts'
import type { SettingsFormState } from './form-state.ts'

export function GeneralSection({ form: { draft, change, findIssue, disabled } }: { form: SettingsFormState }) {
  const t = useMessages('notices')
  const lists = useQuery(contactListsQuery).data ?? []
  return (
    <Section id="general" title={t('general')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('instance')}
          description={t('instance.why')}
          disabled={disabled}
          value={draft.instance}
          error={findIssue('instance')}
          onChange={({ currentTarget }) => change({ instance: currentTarget.value })}
        />
        <TextInput
          label={t('consoleUrl')}
          description={t('consoleUrl.why')}
          placeholder={`${window.location.origin}/console`}
          disabled={disabled}
          value={draft.consoleUrl}
          error={findIssue('consoleUrl')}
          onChange={({ currentTarget }) => change({ consoleUrl: currentTarget.value })}
        />
        <NativeSelect
          label={t('language')}
          disabled={disabled}
          value={draft.language}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => {
            if (isLanguage(currentTarget.value)) change({ language: currentTarget.value })
          }}
        />
        <MultiSelect
          label={t('groups')}
          description={t('groups.why')}
          disabled={disabled}
          value={draft.groups}
          error={findIssue('groups')}
          data={lists.map(({ _id, group }) => ({ value: _id, label: group }))}
          onChange={(groups) => change({ groups })}
        />
        <TextInput
          label={t('backupHours')}
          description={t('backupHours.why')}
          inputMode="numeric"
          disabled={disabled}
          value={draft.maxBackupHours}
          error={findIssue('maxBackupHours')}
          onChange={({ currentTarget }) => change({ maxBackupHours: currentTarget.value })}
        />
      </SimpleGrid>
    </Section>
  )
}
