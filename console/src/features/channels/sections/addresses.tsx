import { SimpleGrid, Switch, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelForm } from '../detail/form.ts'

/** From which addresses the channel may be used, and by the pages of which origins. */
export function AddressesSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const text = (key: 'whitelist' | 'corsOrigins' | 'corsHeaders', description?: string) => (
    <TextInput
      label={t(key)}
      description={description}
      spellCheck={false}
      value={draft[key]}
      error={findIssue(key)}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {text('whitelist')}
      {draft.type === 'http' && text('corsOrigins', t('corsOrigins.why'))}
      {draft.type === 'http' && draft.corsOrigins.trim() !== '' && (
        <>
          {text('corsHeaders')}
          <Switch
            label={t('corsCredentials')}
            checked={draft.corsCredentials}
            error={findIssue('corsCredentials')}
            onChange={({ currentTarget }) => change({ corsCredentials: currentTarget.checked })}
          />
        </>
      )}
    </SimpleGrid>
  )
}
