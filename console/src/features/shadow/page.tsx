import { Alert, Button, FileButton, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { shadowApi } from '@mediary/contract/transactions/shadow'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { type ReadLog, readLog, UnreadableLogError } from './read-log.ts'
import { ShadowResult } from './result.tsx'

const choices = [1, 3, 7, 30] as const

/** The comparison of what was decided in shadow mode with what OpenHIM did. */
export function ShadowPage() {
  const t = useMessages('shadow')
  const [days, setDays] = useState<number>(choices[0])
  const choose = useMutation({ mutationFn: readLog })
  const compare = useMutation({
    mutationFn: (log: ReadLog | undefined) => call(shadowApi.compare, { body: { days, answers: log?.answers } }),
  })
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Stack maw={1100} mb="lg">
        <Group align="flex-end">
          <NativeSelect
            label={t('period')}
            value={days}
            data={choices.map((value) => ({ value: String(value), label: t('days', { count: value }) }))}
            onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
          />
          <FileButton accept=".log,.txt,.json,.jsonl" onChange={(file) => file && choose.mutate(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={choose.isPending}>
                {t('log')}
              </Button>
            )}
          </FileButton>
          <PrimaryButton loading={compare.isPending} onClick={() => compare.mutate(choose.data)}>
            {t('compare')}
          </PrimaryButton>
        </Group>
        <Chosen log={choose.data} />
        <LogFailure error={choose.error} />
        <ErrorAlert error={compare.error} />
        {compare.isPending && <Loading />}
      </Stack>
      {compare.data && <ShadowResult report={compare.data} />}
    </Page>
  )
}

/** Says which log is compared with, or what is missing without one. */
function Chosen({ log }: { log: ReadLog | undefined }) {
  const t = useMessages('shadow')
  if (!log) return <Text c="dimmed">{t('log.why')}</Text>
  return (
    <Text>
      {t('log.chosen', { name: log.name, count: log.answers.length })} {log.isCut && t('log.cut')}
    </Text>
  )
}

function LogFailure({ error }: { error: unknown }) {
  const t = useMessages('shadow')
  if (!(error instanceof UnreadableLogError)) return <ErrorAlert error={error} />
  return (
    <Alert color="red" role="alert">
      {t('log.unreadable', { name: error.message })}
    </Alert>
  )
}
