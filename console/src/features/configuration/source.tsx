import { Alert, Button, FileButton, Group, Stack, Textarea } from '@mantine/core'
import { type ConfigurationDocuments, configurationApi } from '@mediary/contract/configuration'
import { UnreadableFileError } from '@mediary/contract/configuration/yaml'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { download } from '../../lib/download.ts'
import { useExplanation } from '../../messages/problems.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Section } from '../../ui/page.tsx'
import { readChosen, readText } from './read-input.ts'

type Choose = (name: string, documents: ConfigurationDocuments) => void

/** Lets a person choose a folder or a file, or paste a text. */
export function SourceSection({ choose }: { choose: Choose }) {
  const t = useMessages('configuration')
  const [text, setText] = useState('')
  const read = useMutation({
    mutationFn: async ({ name, load }: { name: string; load: () => Promise<ConfigurationDocuments> }) => {
      choose(name, await load())
    },
  })
  const readFiles = (files: readonly File[]) => {
    const [first] = files
    if (!first) return
    const [folder] = first.webkitRelativePath.split('/')
    read.mutate({ name: folder || first.name, load: () => readChosen(files) })
  }
  return (
    <Section id="source" title={t('source')} intro={t('source.intro')} actions={<ExportButton />}>
      <Stack maw={900}>
        <Group>
          <FolderButton busy={read.isPending} start={readFiles} />
          <FileButton accept=".json,.yaml,.yml" onChange={(file) => file && readFiles([file])}>
            {(props) => (
              <Button {...props} variant="default" loading={read.isPending}>
                {t('file')}
              </Button>
            )}
          </FileButton>
        </Group>
        <Textarea
          label={t('paste')}
          description={t('paste.how')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autosize
          minRows={2}
          maxRows={12}
          spellCheck={false}
        />
        <Group>
          <Button
            variant="default"
            disabled={text.trim() === ''}
            loading={read.isPending}
            onClick={() => read.mutate({ name: t('pasted'), load: async () => readText(text, t('pasted')) })}
          >
            {t('plan.make')}
          </Button>
        </Group>
        <ReadFailure error={read.error} />
      </Stack>
    </Section>
  )
}

/** Says which file cannot be read, and why. */
function ReadFailure({ error }: { error: unknown }) {
  const { explain } = useExplanation()
  if (!(error instanceof UnreadableFileError)) return <ErrorAlert error={error} />
  const { path } = error.issue
  return (
    <Alert color="red" role="alert">
      {path ? `${path}: ${explain(error.issue)}` : explain(error.issue)}
    </Alert>
  )
}

function FolderButton({ busy, start }: { busy: boolean; start: (files: readonly File[]) => void }) {
  const t = useMessages('configuration')
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        // React has no name for the attribute with which browsers choose a folder.
        {...{ webkitdirectory: '' }}
        onChange={({ currentTarget }) => {
          start([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
        data-testid="folder"
      />
      <Button variant="default" loading={busy} onClick={() => input.current?.click()}>
        {t('folder')}
      </Button>
    </>
  )
}

/** Hands over the present configuration: without secrets, in the form that can be chosen or pasted here. */
function ExportButton() {
  const t = useMessages('configuration')
  const save = useMutation({
    mutationFn: async () => {
      const { format, documents } = await call(configurationApi.export, {})
      const day = new Date().toISOString().slice(0, 10)
      download(`mediary-configuration-${day}.json`, `${JSON.stringify({ format, documents }, undefined, 2)}\n`)
    },
  })
  return (
    <div>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={16} />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t('export')}
      </Button>
      <ErrorAlert error={save.error} mt="xs" />
    </div>
  )
}
