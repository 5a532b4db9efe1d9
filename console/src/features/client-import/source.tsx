import { Button, FileButton, Group, Paper, Text, Textarea } from '@mantine/core'
import { maxBody } from '@mediary/contract/api/endpoint'
import { importColumns } from '@mediary/contract/clients/import'
import { type DragEvent, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'

/** The name of a file, or of what was pasted, and its content. */
export type ClientFile = { name: string; bytes: Uint8Array<ArrayBuffer> }

type SourceProps = { busy: boolean; start: (file: ClientFile) => void }

/** Takes a file of clients: chosen, dropped or pasted. */
export function Source({ busy, start }: SourceProps) {
  const t = useMessages('clientImport')
  const [text, setText] = useState('')
  const [tooLarge, setTooLarge] = useState(false)
  const take = async (file: Blob, name: string) => {
    setTooLarge(file.size > maxBody.sample)
    if (file.size <= maxBody.sample) start({ name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  const choose = (file: File | null | undefined) => void (file && take(file, file.name))
  const drop = (event: DragEvent) => {
    event.preventDefault()
    choose(event.dataTransfer.files[0])
  }
  return (
    <Paper
      withBorder
      p="md"
      style={{ borderStyle: 'dashed' }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <Group>
        <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={choose}>
          {(props) => (
            <Button {...props} variant="default" loading={busy}>
              {t('choose')}
            </Button>
          )}
        </FileButton>
        <Text c="dimmed">{t('drop')}</Text>
      </Group>
      <Textarea
        mt="md"
        label={t('paste')}
        description={t('columns', { columns: importColumns.join(', ') })}
        placeholder={'clientID,name,roles,clientDomain\nclinic-1,Clinic One,nurse; lab,clinic-1.example.org'}
        autosize
        minRows={4}
        maxRows={12}
        styles={{ input: { fontFamily: 'monospace' } }}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Group mt="xs">
        <Button
          variant="default"
          loading={busy}
          disabled={text.trim() === ''}
          onClick={() => void take(new Blob([text]), t('pasted'))}
        >
          {t('check')}
        </Button>
      </Group>
      {tooLarge && <ErrorText />}
    </Paper>
  )
}

function ErrorText() {
  const t = useMessages('clientImport')
  return (
    <Text c="red.9" role="alert" mt="xs">
      {t('too-large')}
    </Text>
  )
}
