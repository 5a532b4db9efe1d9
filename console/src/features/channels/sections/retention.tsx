import { NativeSelect, NumberInput, SimpleGrid, Stack, Switch } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelDraft } from '../detail/draft.ts'
import type { ChannelForm } from '../detail/form.ts'
import { RetentionPreview } from './retention-preview.tsx'

type SectionProps = { form: ChannelForm; channel: string | undefined }

type NumberKey = 'maxBodyAgeDays' | 'maxRecordAgeDays' | 'maxBodyBytes'
type SwitchKey = 'requestBody' | 'responseBody' | 'sealBodies' | 'demandBodyReason'

/** The settings for recording requests: what is stored, for how long, and who may view it. */
export function RetentionSection({ form, channel }: SectionProps) {
  const t = useMessages('channelRetention')
  const { draft, change, findIssue } = form
  const toggle = (key: SwitchKey) => (
    <Switch
      label={t(key)}
      description={key === 'sealBodies' || key === 'demandBodyReason' ? t(`${key}.why`) : undefined}
      checked={draft[key]}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
    />
  )
  const number = (key: NumberKey, least: number) => (
    <NumberInput
      label={t(key)}
      min={least}
      allowDecimal={key !== 'maxBodyBytes'}
      thousandSeparator={key === 'maxBodyBytes' ? ' ' : ''}
      value={draft[key]}
      error={findIssue(key)}
      onChange={(value) => change({ [key]: String(value) } satisfies Partial<ChannelDraft>)}
    />
  )
  const policy = (key: 'whenTooLarge' | 'whenUnrecordable') => (
    <NativeSelect
      label={t(key)}
      value={draft[key]}
      error={findIssue(key)}
      data={[
        { value: 'refuse', label: t(`${key}.refuse`) },
        { value: 'pass', label: t(`${key}.pass`) },
      ]}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value === 'pass' ? 'pass' : 'refuse' })}
    />
  )
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {toggle('requestBody')}
        {toggle('responseBody')}
        {toggle('sealBodies')}
        {toggle('demandBodyReason')}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {number('maxBodyAgeDays', 0)}
        {number('maxRecordAgeDays', 0)}
        {number('maxBodyBytes', 0)}
        {policy('whenTooLarge')}
        {policy('whenUnrecordable')}
      </SimpleGrid>
      {channel && (
        <RetentionPreview channel={channel} bodyDays={draft.maxBodyAgeDays} recordDays={draft.maxRecordAgeDays} />
      )}
    </Stack>
  )
}
