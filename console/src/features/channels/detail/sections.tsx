import { NativeSelect, NumberInput, SimpleGrid, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { clientsQuery, rolesQuery } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Section } from '../../../ui/page.tsx'
import type { ChannelForm } from './form.ts'

type SectionProps = { form: ChannelForm }

const numberField = (value: string | number) => String(value)

export function BasicsSection({ form: { draft, change, findIssue } }: SectionProps) {
  const t = useMessages('channels')
  return (
    <Section id="basics" title={t('basics')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('name')}
          withAsterisk
          value={draft.name}
          error={findIssue('name')}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label={t('description')}
          value={draft.description}
          error={findIssue('description')}
          onChange={({ currentTarget }) => change({ description: currentTarget.value })}
        />
        <NativeSelect
          label={t('status')}
          value={draft.status}
          data={[
            { value: 'enabled', label: t('enabled') },
            { value: 'disabled', label: t('disabled') },
          ]}
          onChange={({ currentTarget }) =>
            change({ status: currentTarget.value === 'disabled' ? 'disabled' : 'enabled' })
          }
        />
        <NumberInput
          label={t('priority')}
          min={1}
          allowDecimal={false}
          value={draft.priority}
          error={findIssue('priority')}
          onChange={(value) => change({ priority: numberField(value) })}
        />
        <NumberInput
          label={t('timeout')}
          min={1}
          allowDecimal={false}
          value={draft.timeout}
          error={findIssue('timeout')}
          onChange={(value) => change({ timeout: numberField(value) })}
        />
      </SimpleGrid>
    </Section>
  )
}

export function AccessSection({ form: { draft, change, findIssue } }: SectionProps) {
  const t = useMessages('channels')
  const may = useMay()
  const roles = useQuery({ ...rolesQuery, enabled: may('client-role-view-all') }).data ?? []
  const clients = useQuery({ ...clientsQuery, enabled: may('client-view-all') }).data ?? []
  const known = [...new Set([...roles.map(({ name }) => name), ...clients.map(({ clientID }) => clientID)])]
  return (
    <Section id="access" title={t('access')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t('who')}
          value={draft.authType}
          error={findIssue('authType')}
          data={[
            { value: 'private', label: t('private') },
            { value: 'public', label: t('public') },
          ]}
          onChange={({ currentTarget }) =>
            change({ authType: currentTarget.value === 'public' ? 'public' : 'private' })
          }
        />
        <TextInput
          label={t('whitelist')}
          value={draft.whitelist}
          error={findIssue('whitelist')}
          onChange={({ currentTarget }) => change({ whitelist: currentTarget.value })}
        />
        {draft.type === 'http' && <CrossOriginFields draft={draft} change={change} findIssue={findIssue} />}
      </SimpleGrid>
      {draft.authType === 'private' && (
        <TagsInput
          mt="sm"
          label={t('allow')}
          data={known}
          limit={50}
          value={draft.allow}
          error={findIssue('allow')}
          onChange={(allow) => change({ allow })}
          acceptValueOnBlur
          // What loads above may push the field out of sight while somebody types. What is offered stays.
          comboboxProps={{ hideDetached: false }}
        />
      )}
    </Section>
  )
}

function CrossOriginFields({ draft, change, findIssue }: Pick<SectionProps['form'], 'draft' | 'change' | 'findIssue'>) {
  const t = useMessages('channels')
  return (
    <>
      <TextInput
        label={t('corsOrigins')}
        description={t('corsOrigins.why')}
        spellCheck={false}
        value={draft.corsOrigins}
        error={findIssue('corsOrigins')}
        onChange={({ currentTarget }) => change({ corsOrigins: currentTarget.value })}
      />
      {draft.corsOrigins.trim() !== '' && (
        <>
          <TextInput
            label={t('corsHeaders')}
            spellCheck={false}
            value={draft.corsHeaders}
            error={findIssue('corsHeaders')}
            onChange={({ currentTarget }) => change({ corsHeaders: currentTarget.value })}
          />
          <Switch
            label={t('corsCredentials')}
            checked={draft.corsCredentials}
            error={findIssue('corsCredentials')}
            onChange={({ currentTarget }) => change({ corsCredentials: currentTarget.checked })}
          />
        </>
      )}
    </>
  )
}
