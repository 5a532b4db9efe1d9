import { Collapse, NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { tryItApi } from '@mediary/contract/clients/try-it'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Outcome } from './outcome.tsx'

type Imagined = { method: (typeof httpMethods)[number]; path: string }
type TryItProps = { client: Client; asked: Partial<Imagined>; ask: (asked: Imagined) => void; close: () => void }

/** Shows how the gateway would decide about a request of a client. The request stands in the address. */
export function TryIt({ client, asked, ask, close }: TryItProps) {
  const t = useMessages('tryIt')
  const [method, setMethod] = useState(asked.method ?? 'GET')
  const [path, setPath] = useState(asked.path ?? '/')
  const [more, setMore] = useState({ contentType: '', body: '', address: '' })
  const verdict = useMutation({
    mutationFn: () => call(tryItApi.tryIt, { params: { id: client._id }, body: { method, path, ...omitEmpty(more) } }),
  })
  const go = (event: FormEvent) => {
    event.preventDefault()
    ask({ method, path })
    verdict.mutate()
  }
  const findIssue = (field: string) =>
    verdict.error instanceof ApiProblem
      ? verdict.error.issues.find((issue) => issue.path === field)?.message
      : undefined
  return (
    <Dialog size="lg" close={close} title={t('title', { name: client.name })}>
      <Stack component="form" onSubmit={go}>
        <Text size="sm">{t('intro')}</Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NativeSelect
            label={t('method')}
            data={[...httpMethods]}
            value={method}
            onChange={({ currentTarget }) => setMethod(httpMethods.find((one) => one === currentTarget.value) ?? 'GET')}
          />
          <TextInput
            label={t('path')}
            withAsterisk
            data-autofocus
            spellCheck={false}
            value={path}
            error={findIssue('path')}
            onChange={({ currentTarget }) => setPath(currentTarget.value)}
          />
        </SimpleGrid>
        <More more={more} change={(part) => setMore({ ...more, ...part })} findIssue={findIssue} />
        <PrimaryButton type="submit" loading={verdict.isPending}>
          {t('try')}
        </PrimaryButton>
      </Stack>
      <ErrorAlert error={verdict.error} mt="md" />
      {verdict.data && <Outcome verdict={verdict.data} client={client} leave={close} />}
    </Dialog>
  )
}

type Optional = { contentType: string; body: string; address: string }
const omitEmpty = (more: Optional) =>
  Object.fromEntries(Object.entries(more).filter(([, value]) => value.trim() !== ''))

type MoreProps = {
  more: Optional
  change: (part: Partial<Optional>) => void
  findIssue: (field: string) => string | undefined
}

function More({ more, change, findIssue }: MoreProps) {
  const t = useMessages('tryIt')
  const [open, setOpen] = useState(false)
  const field = (key: 'contentType' | 'address', label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={more[key]}
      error={findIssue(key)}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
    />
  )
  return (
    <div>
      <UnstyledButton onClick={() => setOpen(!open)} aria-expanded={open} fz="sm" td="underline" mb="xs">
        {t('more')}
      </UnstyledButton>
      <Collapse expanded={open}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {field('contentType', t('content-type'), 'application/fhir+json')}
          {field('address', t('address'), '10.0.0.7')}
        </SimpleGrid>
        <Textarea
          mt="sm"
          label={t('body')}
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          value={more.body}
          onChange={({ currentTarget }) => change({ body: currentTarget.value })}
        />
      </Collapse>
    </div>
  )
}
