import { Alert, Button, FileButton, Group, Textarea } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { readPemOrDer } from '../files.ts'

const maxBytes = 1_000_000

type SentTextProps = {
  label: string
  hint?: string
  required?: boolean
  accept: string
  value: string
  change: (text: string) => void
}

/** A field for a certificate, key or request: pasted, dropped, or read from a PEM or DER file. */
export function SentText({ label, hint, required = false, accept, value, change }: SentTextProps) {
  const t = useMessages('keyPair')
  const [tooLarge, setTooLarge] = useState<string>()
  const read = async (file: File | null | undefined) => {
    if (!file) return
    setTooLarge(file.size > maxBytes ? file.name : undefined)
    if (file.size <= maxBytes) change(await readPemOrDer(file))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    void read(event.dataTransfer.files[0])
  }
  return (
    <div>
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <div style={{ flex: 1 }} />
        <FileButton accept={accept} onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" aria-label={t('choose', { name: label })}>
              {t('choose.short')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label={label}
        description={hint}
        withAsterisk={required}
        mt={-26}
        autosize
        minRows={3}
        maxRows={7}
        spellCheck={false}
        autoComplete="off"
        placeholder={t('drop')}
        styles={{ input: { fontFamily: 'monospace', fontSize: 12 } }}
        value={value}
        onDrop={drop}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
      {tooLarge && (
        <Alert color="red" role="alert" mt="xs">
          {t('too-large', { name: tooLarge })}
        </Alert>
      )}
    </div>
  )
}
