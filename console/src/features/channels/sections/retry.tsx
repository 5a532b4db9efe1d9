import { NumberInput, SimpleGrid, Stack, Switch } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelForm } from '../detail/form.ts'

/** The settings of automatic retries. */
export function RetrySection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channelRetention')
  const number = (key: 'autoRetryPeriodMinutes' | 'autoRetryMaxAttempts', least: number) => (
    <NumberInput
      label={t(key)}
      min={least}
      allowDecimal={false}
      value={draft[key]}
      error={findIssue(key)}
      onChange={(value) => change({ [key]: String(value) })}
    />
  )
  return (
    <Stack>
      <Switch
        label={t('autoRetryEnabled')}
        checked={draft.autoRetryEnabled}
        onChange={({ currentTarget }) => change({ autoRetryEnabled: currentTarget.checked })}
      />
      {draft.autoRetryEnabled && (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {number('autoRetryPeriodMinutes', 1)}
            {number('autoRetryMaxAttempts', 0)}
          </SimpleGrid>
          <Switch
            label={t('autoRetryServerErrors')}
            description={t('autoRetryServerErrors.why')}
            checked={draft.autoRetryServerErrors}
            onChange={({ currentTarget }) => change({ autoRetryServerErrors: currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  )
}
