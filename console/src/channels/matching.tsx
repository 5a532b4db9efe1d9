import { Alert, Chip, Group, Input, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type Channel, httpMethods } from '@mediary/contract/channels'
import { useState } from 'react'
import { useWords } from '../lib/use-words.ts'
import { Section } from '../ui/page.tsx'
import { type ChannelForm, verdictOf } from './draft.ts'
import { channelWords } from './words.ts'

const colours = { yes: 'green', no: 'gray', broken: 'red', other: 'orange' } as const

export function MatchingSection({
  form: { draft, change },
  others,
}: {
  form: ChannelForm
  others: readonly Channel[]
}) {
  const t = useWords(channelWords)
  return (
    <Section id="matching" title={t('matching')}>
      <Stack>
        <Input.Wrapper label={t('methods')}>
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
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('pattern')}
            description={t('pattern.help')}
            withAsterisk
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            spellCheck={false}
            value={draft.urlPattern}
            onChange={({ currentTarget }) => change({ urlPattern: currentTarget.value })}
          />
          <TextInput
            label={t('content-types')}
            description=" "
            value={draft.matchContentTypes}
            onChange={({ currentTarget }) => change({ matchContentTypes: currentTarget.value })}
          />
        </SimpleGrid>
        <PatternTester draft={draft} others={others} />
      </Stack>
    </Section>
  )
}

/** Tells at once whether the pattern takes a path. */
function PatternTester({ draft, others }: { draft: ChannelForm['draft']; others: readonly Channel[] }) {
  const t = useWords(channelWords)
  const [path, setPath] = useState('')
  const verdict = draft.urlPattern && path ? verdictOf(draft, path, others) : undefined
  return (
    <div>
      <TextInput
        label={t('try')}
        placeholder="/fhir/Patient/1"
        value={path}
        onChange={({ currentTarget }) => setPath(currentTarget.value)}
      />
      {verdict && (
        <Alert color={colours[verdict.kind]} role="status" mt="xs">
          {verdict.kind === 'broken' && t('try.broken', { reason: verdict.reason })}
          {verdict.kind === 'other' && t('try.other', { name: verdict.name })}
          {(verdict.kind === 'yes' || verdict.kind === 'no') && t(`try.${verdict.kind}`)}
        </Alert>
      )}
    </div>
  )
}
