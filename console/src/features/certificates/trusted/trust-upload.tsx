import { Alert, Button, FileButton, List } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DragEvent } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { useErrorSentence } from '../../../ui/failure.tsx'
import { readPemOrDer } from '../files.ts'

type Result = { file: string; error?: unknown }

/** Uploads many files at once, each with a certificate or a chain. A file is trusted whole or not at all. */
export function useTrustUpload(alerts: Alerts) {
  const t = useMessages('certificates')
  const may = useMay()
  const client = useQueryClient()
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      const results: Result[] = []
      for (const file of files)
        results.push(
          await call(keystoreApi.trust, { body: { cert: await readPemOrDer(file) } }).then(
            () => ({ file: file.name }),
            (error: unknown) => ({ file: file.name, error }),
          ),
        )
      return results
    },
    onMutate: alerts.clear,
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const send = (files: File[]) => files.length > 0 && upload.mutate(files)
  return {
    button: (
      <FileButton accept=".pem,.crt,.cer,.der" multiple onChange={send}>
        {(props) => (
          <Button {...props} variant="default" loading={upload.isPending}>
            {t('upload')}
          </Button>
        )}
      </FileButton>
    ),
    drop: may('certificates-manage')
      ? {
          onDragOver: (event: DragEvent) => event.preventDefault(),
          onDrop: (event: DragEvent) => {
            event.preventDefault()
            send([...event.dataTransfer.files])
          },
        }
      : {},
    results: upload.data && <Results results={upload.data} />,
  }
}

function Results({ results }: { results: readonly Result[] }) {
  const t = useMessages('certificates')
  const sentence = useErrorSentence()
  const bad = results.filter(({ error }) => error !== undefined)
  return (
    <Alert color={bad.length ? 'red' : 'green'} role={bad.length ? 'alert' : 'status'} mb="xs">
      {t('imported', { good: results.length - bad.length, all: results.length })}
      {bad.length > 0 && (
        <List size="sm">
          {bad.map(({ file, error }) => (
            <List.Item key={file}>
              {file}: {sentence(error)}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  )
}
