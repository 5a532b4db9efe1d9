import { Alert, Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core'
import { metadataApi } from '@mediary/contract/metadata'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { type Entry, NoExport, readEntries, toBody } from './file.ts'
import { ResultList } from './results.tsx'
import { type Checked, Review } from './review.tsx'

const maxBytes = 16 * 1024 * 1024

/** Reads a file, checks it without importing anything, and imports what a person chose. */
export function ImportSection() {
  const t = useMessages('metadata')
  const client = useQueryClient()
  const [file, setFile] = useState('')
  const check = useMutation({
    mutationFn: async (chosen: File): Promise<Checked[]> => {
      if (chosen.size > maxBytes) throw new NoExport(t('too-large'))
      const entries = readEntries(await chosen.text())
      const results = await call(metadataApi.validate, { body: toBody(entries) })
      return entries.flatMap((entry, i) => (results[i] ? [{ entry, result: results[i] }] : []))
    },
  })
  const put = useMutation({
    mutationFn: (entries: Entry[]) => call(metadataApi.import, { body: toBody(entries) }),
    onSettled: () => client.invalidateQueries(),
  })
  const start = (chosen: File | null | undefined) => {
    if (!chosen) return
    put.reset()
    setFile(chosen.name)
    check.mutate(chosen)
  }
  return (
    <Section id="import" title={t('import')} intro={t('import.intro')}>
      <Stack maw={900}>
        <DropZone busy={check.isPending} start={start} />
        {check.error instanceof NoExport ? (
          <Alert color="red" role="alert">
            {check.error.message || t('no-export', { file })}
          </Alert>
        ) : (
          <ErrorAlert error={check.error} />
        )}
        {check.data && !put.data && (
          <Review key={file} file={file} checked={check.data} importing={put.isPending} start={put.mutate} />
        )}
        <ErrorAlert error={put.error} />
        {put.data && <ResultList title={t('done', { file })} results={put.data} />}
      </Stack>
    </Section>
  )
}

function DropZone({ busy, start }: { busy: boolean; start: (file: File | null | undefined) => void }) {
  const t = useMessages('metadata')
  const drop = (event: DragEvent) => {
    event.preventDefault()
    start(event.dataTransfer.files[0])
  }
  return (
    <Paper
      withBorder
      p="lg"
      style={{ borderStyle: 'dashed' }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <Group>
        <FileButton accept=".json,application/json" onChange={start}>
          {(props) => (
            <Button {...props} variant="default" loading={busy}>
              {t('file')}
            </Button>
          )}
        </FileButton>
        <Text c="dimmed">{t('file.drop')}</Text>
      </Group>
    </Paper>
  )
}
