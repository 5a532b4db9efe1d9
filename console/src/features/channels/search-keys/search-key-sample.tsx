import { Code, Group, SimpleGrid, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { channelChecksApi } from '@mediary/contract/channels/checks'
import type { SearchKey } from '@mediary/contract/channels/search-keys'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useErrorSentence } from '../../../ui/failure.tsx'

/** A message to try the search keys on. The server stores nothing of it. */
export type Sample = { body: string; headers: string; query: string }

const pause = 300
const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

const parseHeaders = (text: string) =>
  text.split('\n').flatMap((line) => {
    const at = line.indexOf(':')
    return at > 0 ? [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }] : []
  })

export function SampleFields({ sample, set }: { sample: Sample; set: (sample: Sample) => void }) {
  const t = useMessages('channelRetention')
  return (
    <section aria-labelledby="sample">
      <Title order={3} size="h5" id="sample">
        {t('sample')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('sample.why')}
      </Text>
      <Textarea
        label={t('sample.body')}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        styles={monospace}
        value={sample.body}
        onChange={({ currentTarget }) => set({ ...sample, body: currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm">
        <Textarea
          label={t('sample.headers')}
          placeholder="X-Patient: 4711"
          autosize
          minRows={1}
          spellCheck={false}
          styles={monospace}
          value={sample.headers}
          onChange={({ currentTarget }) => set({ ...sample, headers: currentTarget.value })}
        />
        <TextInput
          label={t('sample.query')}
          placeholder="patient=4711"
          spellCheck={false}
          styles={monospace}
          value={sample.query}
          onChange={({ currentTarget }) => set({ ...sample, query: currentTarget.value })}
        />
      </SimpleGrid>
    </section>
  )
}

/** Shows the values that a search key finds in the sample. The server uses the code that fills the index. */
export function SampleValues({ searchKey, sample }: { searchKey: SearchKey; sample: Sample }) {
  const t = useMessages('channelRetention')
  const sentence = useErrorSentence()
  const { from, by, expression } = searchKey
  const [asked] = useDebouncedValue(
    {
      searchKey: { from, by, expression },
      body: sample.body,
      headers: parseHeaders(sample.headers),
      query: sample.query,
    },
    pause,
  )
  const check = useQuery({
    queryKey: ['channel-checks', 'search-key', asked],
    enabled: asked.searchKey.expression !== '' || by === 'fhir-identifier',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(channelChecksApi.searchKey, { body: asked }, { signal }),
  })
  const given = sample.body !== '' || sample.headers !== '' || sample.query !== ''
  return (
    <div aria-live="polite">
      {check.isError && <Text size="sm">{sentence(check.error)}</Text>}
      {check.data?.fault && (
        <Text size="sm" mt="xs" c="var(--mantine-color-error)">
          {t('key.broken', { reason: check.data.fault })}
        </Text>
      )}
      {given && check.data && !check.data.fault && (
        <Group gap="xs" mt="xs">
          <Text size="sm">{check.data.values.length === 0 ? t('sample.nothing') : t('sample.found')}</Text>
          {check.data.values.map((value) => (
            <Code key={value}>{value}</Code>
          ))}
        </Group>
      )}
    </div>
  )
}
