import { NativeSelect, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type CredentialKind, credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'

const kinds = ['token', 'basic', 'certificate', 'jwt'] as const satisfies CredentialKind[]
const empty = { name: '', days: '', password: '', certificate: '', subject: '' }
type Draft = typeof empty
const day = 86_400_000

/** The form that adds a credential. The server makes a token, and a password that is not typed. */
export function AddCredential({ client, made }: { client: string; made: (credential: MadeCredential) => void }) {
  const t = useMessages('credentials')
  const queries = useQueryClient()
  const [kind, setKind] = useState<CredentialKind>('token')
  const [draft, setDraft] = useState(empty)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const add = useMutation({
    mutationFn: () => call(credentialsApi.add, { params: { id: client }, body: toBody(kind, draft) }),
    onSuccess: (credential) => {
      made(credential)
      setDraft(empty)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a landmark would stand twice on the page of a client whose credentials are open
    <div role="group" aria-label={t('add')}>
      <Stack gap="xs">
        <Text fw={600}>{t('add')}</Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <NativeSelect
            label={t('kind')}
            value={kind}
            data={kinds.map((value) => ({ value, label: t(value) }))}
            onChange={({ currentTarget }) => setKind(kinds.find((one) => one === currentTarget.value) ?? 'token')}
          />
          <TextInput
            label={t('name')}
            value={draft.name}
            maxLength={255}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <TextInput
            label={t('days')}
            inputMode="numeric"
            value={draft.days}
            onChange={({ currentTarget }) => change({ days: currentTarget.value.replace(/\D/g, '').slice(0, 5) })}
          />
        </SimpleGrid>
        <SecretField kind={kind} draft={draft} change={change} />
        <ErrorAlert error={add.error} />
        <PrimaryButton loading={add.isPending} onClick={() => add.mutate()}>
          {t('add.act')}
        </PrimaryButton>
      </Stack>
    </div>
  )
}

type SecretFieldProps = { kind: CredentialKind; draft: Draft; change: (part: Partial<Draft>) => void }

/** The field by which a client is known. There is none for a token, which the server makes. */
function SecretField({ kind, draft: { password, certificate, subject }, change }: SecretFieldProps) {
  const t = useMessages('credentials')
  if (kind === 'basic')
    return (
      <SecretInput
        label={t('password')}
        description={t('password.help')}
        autoComplete="new-password"
        value={password}
        onChange={({ currentTarget }) => change({ password: currentTarget.value })}
      />
    )
  if (kind === 'certificate')
    return (
      <Textarea
        label={t('pem')}
        autosize
        minRows={3}
        maxRows={6}
        value={certificate}
        onChange={({ currentTarget }) => change({ certificate: currentTarget.value })}
      />
    )
  if (kind === 'jwt')
    return (
      <TextInput
        label={t('subject')}
        description={t('subject.help')}
        value={subject}
        onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
      />
    )
  return null
}

const toBody = (kind: CredentialKind, { name, days, password, certificate, subject }: Draft) => ({
  kind,
  name: name.trim(),
  ...(Number(days) > 0 && { validUntil: new Date(Date.now() + Number(days) * day).toISOString() }),
  ...(kind === 'basic' && password && { password }),
  ...(kind === 'certificate' && { certificate }),
  ...(kind === 'jwt' && subject.trim() && { subject: subject.trim() }),
})
