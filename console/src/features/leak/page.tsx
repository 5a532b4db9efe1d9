import { Alert, Stack, Text, Textarea } from '@mantine/core'
import { credentialsApi } from '@mediary/contract/clients/credentials'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type CallResult, call } from '../../lib/api/call.ts'
import { useMayAny } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { FoundSecret } from './found.tsx'

const days = 90
const maxText = 65_536

/** Finds whose secrets a text holds and what they reached, and ends them. The text stays in the field, until it is sent. */
export function LeakPage() {
  const t = useMessages('leak')
  const mayAny = useMayAny()
  const [text, setText] = useState('')
  // A secret of the text must not stay in the memory of the queries.
  const search = useMutation({
    gcTime: 0,
    mutationFn: () => call(credentialsApi.leaked, { body: { text, days } }),
    onSuccess: () => setText(''),
  })
  return (
    <Page title={t('title')} intro={t('intro')} actions={<Link to="/clients">{t('back')}</Link>}>
      {mayAny('client-manage-all') ? (
        <Stack maw={900}>
          <Textarea
            label={t('text')}
            description={t('text.help')}
            autosize
            minRows={4}
            maxRows={12}
            maxLength={maxText}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <PrimaryButton
            style={{ alignSelf: 'flex-start' }}
            loading={search.isPending}
            disabled={text.trim() === ''}
            onClick={() => search.mutate()}
          >
            {t('search')}
          </PrimaryButton>
          <ErrorAlert error={search.error} />
          {search.data && <Result result={search.data} />}
        </Stack>
      ) : (
        <Alert color="yellow">{t('not-allowed')}</Alert>
      )}
    </Page>
  )
}

function Result({ result: { found, ofNobody } }: { result: CallResult<typeof credentialsApi.leaked> }) {
  const t = useMessages('leak')
  const { language } = useClock()
  return (
    <Stack aria-live="polite">
      <Text size="sm" c="dimmed">
        {t('forgotten')}
      </Text>
      {found.length === 0 && ofNobody === 0 && <Alert color="gray">{t('none')}</Alert>}
      {ofNobody > 0 && <Alert color="yellow">{t('nobody', { count: formatCount(ofNobody, language) })}</Alert>}
      {found.map((one) => (
        <FoundSecret key={one.credential._id} found={one} days={days} />
      ))}
    </Stack>
  )
}
