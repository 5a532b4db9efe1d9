import { Chip, Group, Input, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import { useMessages } from '../../../messages/use-messages.ts'
import { contentRules } from '../detail/draft.ts'
import type { ChannelForm } from '../detail/form.ts'
import { PatternTester } from './pattern-tester.tsx'

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

export function MatchingSection({ form, channel }: { form: ChannelForm; channel: string | undefined }) {
  const t = useMessages('channels')
  const { draft, change, findIssue } = form
  if (draft.type !== 'http') return <Text>{t('matching.unused')}</Text>
  return (
    <Stack>
      <Input.Wrapper label={t('methods')} error={findIssue('methods')}>
        <Chip.Group multiple value={draft.methods} onChange={(methods) => change({ methods })}>
          <Group gap="xs" mt={4}>
            {httpMethods.map((method) => (
              <Chip key={method} value={method} size="xs">
                {method}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <TextInput
        label={t('content-types')}
        description={t('content-types.help')}
        value={draft.matchContentTypes}
        error={findIssue('matchContentTypes')}
        onChange={({ currentTarget }) => change({ matchContentTypes: currentTarget.value })}
      />
      <ContentRule form={form} />
      <PatternTester draft={draft} channel={channel} />
    </Stack>
  )
}

/** The rule that the content of the body must match. */
function ContentRule({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const { contentRule: rule } = draft
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <NativeSelect
        label={t('content')}
        value={rule}
        data={[
          { value: 'none', label: t('content.none') },
          ...contentRules.map((value) => ({ value, label: t(value) })),
        ]}
        onChange={({ currentTarget }) =>
          change({ contentRule: contentRules.find((one) => one === currentTarget.value) ?? 'none' })
        }
      />
      {rule !== 'none' && (
        <TextInput
          label={t(rule)}
          withAsterisk
          styles={monospace}
          spellCheck={false}
          value={draft.content}
          error={findIssue(rule)}
          onChange={({ currentTarget }) => change({ content: currentTarget.value })}
        />
      )}
      {(rule === 'matchContentXpath' || rule === 'matchContentJson') && (
        <TextInput
          label={t('content.value')}
          withAsterisk
          value={draft.contentValue}
          error={findIssue('matchContentValue')}
          onChange={({ currentTarget }) => change({ contentValue: currentTarget.value })}
        />
      )}
    </SimpleGrid>
  )
}
