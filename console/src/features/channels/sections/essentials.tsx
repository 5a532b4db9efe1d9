import { NativeSelect, SimpleGrid, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { clientsQuery, rolesQuery } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelForm } from '../detail/form.ts'
import { RoutesSection } from '../routes/routes.tsx'
import { OpenPart } from './form-section.tsx'

/** The fields that every channel needs: its name, the path that it takes, where it leads, and who may use it. */
export const Essentials = ({ form }: { form: ChannelForm }) => (
  <>
    <Basics form={form} />
    <RoutesSection form={form} />
    <Access form={form} />
  </>
)

function Basics({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  return (
    <OpenPart place="basics" title={t('basics')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('name')}
          withAsterisk
          value={draft.name}
          error={findIssue('name')}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        {draft.type === 'http' && (
          <TextInput
            label={t('pattern')}
            description={t('pattern.help')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            withAsterisk
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            spellCheck={false}
            value={draft.urlPattern}
            error={findIssue('urlPattern')}
            onChange={({ currentTarget }) => change({ urlPattern: currentTarget.value })}
          />
        )}
      </SimpleGrid>
    </OpenPart>
  )
}

function Access({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const may = useMay()
  const roles = useQuery({ ...rolesQuery, enabled: may('client-role-view-all') }).data ?? []
  const clients = useQuery({ ...clientsQuery, enabled: may('client-view-all') }).data ?? []
  const known = [...new Set([...roles.map(({ name }) => name), ...clients.map(({ clientID }) => clientID)])]
  return (
    <OpenPart place="access" title={t('access')}>
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
        {draft.authType === 'private' && (
          <TagsInput
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
      </SimpleGrid>
    </OpenPart>
  )
}
