import { Alert, Group, Stack, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { httpMethods } from '@mediary/contract/channels'
import { channelChecksApi, type PatternCheck } from '@mediary/contract/channels/checks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AddressLink } from '../../../ui/address-link.tsx'
import { useErrorSentence } from '../../../ui/failure.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { ChannelForm } from '../detail/form.ts'

const pause = 250
const maxPaths = 50
const splitPaths = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, maxPaths)

/** Shows which paths the pattern matches while it is typed. The server checks them with the engine of the gateway. */
export function PatternTester({ draft, channel }: { draft: ChannelForm['draft']; channel: string | undefined }) {
  const t = useMessages('channels')
  const sentence = useErrorSentence()
  const [text, setText] = useState('')
  const priority = Number(draft.priority)
  const [asked] = useDebouncedValue(
    {
      urlPattern: draft.urlPattern,
      paths: splitPaths(text),
      name: draft.name,
      priority: Number.isInteger(priority) && priority > 0 ? priority : null,
      methods: httpMethods.filter((method) => draft.methods.includes(method)),
      channel,
    },
    pause,
  )
  const check = useQuery({
    queryKey: ['channel-checks', 'pattern', asked],
    enabled: asked.urlPattern !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(channelChecksApi.pattern, { body: asked }, { signal }),
  })
  return (
    <div>
      <Textarea
        label={t('try')}
        description={t('try.help')}
        placeholder="/fhir/Patient/1"
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div aria-live="polite">
        {check.isError && (
          <Text size="sm" c="dimmed" mt="xs">
            {sentence(check.error)}
          </Text>
        )}
        {asked.urlPattern && check.data && <Results check={check.data} />}
      </div>
    </div>
  )
}

function Results({ check: { fault, paths } }: { check: PatternCheck }) {
  const t = useMessages('channels')
  if (fault)
    return (
      <Alert color="red" mt="xs">
        {t('try.broken', { reason: fault })}
      </Alert>
    )
  return (
    <Stack gap={4} mt="xs" component="ul" p={0} style={{ listStyle: 'none' }}>
      {paths.map(({ path, takes, first }) => (
        <Group key={path} gap="xs" component="li" wrap="nowrap" align="flex-start">
          <Text component="span" c={takes && !first ? 'var(--mantine-color-green-text)' : 'dimmed'} lh={1}>
            <Icon name={takes ? (first ? 'warning' : 'tick') : 'cross'} />
          </Text>
          <Text size="sm" component="span">
            <code>{path}</code> {!takes && t('try.no')}
            {takes && !first && t('try.yes')}
            {takes && first && (
              <>
                {t('try.other')} <AddressLink to={`/channels/${first._id}`}>{first.name}</AddressLink>
              </>
            )}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}
