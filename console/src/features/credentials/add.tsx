import { NativeSelect, PasswordInput, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type CredentialKind, credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'

const kinds = ['token', 'basic', 'certificate', 'jwt'] as const satisfies CredentialKind[]
const empty = { name: '', days: '', password: '', certificate: '', subject: '' }
const day = 86_400_000

/** The form that adds a credential. The server makes a token, and a password that is not typed. */
export function AddCredential({ client, made }: { client: string; made: (credential: MadeCredential) => void }) {
  const t = useMessages('credentials')
  const queries = useQueryClient()
  const [kind, setKind] = useState<CredentialKind>('token')
  const [draft, setDraft] = useState(empty)
  const change = (part: Partial<typeof empty>) => setDraft((before) => ({ ...before, ...part }))
  const add = useMutation({
    mutationFn: () => call(credentialsApi.add, { params: { id: client }, body: toBody(kind, draft) }),
    onSuccess: (credential) => {
      made(credential)
      setDraft(empty)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <section aria-label={t('add')}>
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
        {kind === 'basic' && (
          <PasswordInput
            label={t('password')}
            description={t('password.help')}
            autoComplete="new-password"
            value={draft.password}
            onChange={({ currentTarget }) => change({ password: currentTarget.value })}
          />
        )}
        {kind === 'certificate' && (
          <Textarea
            label={t('pem')}
            autosize
            minRows={3}
            maxRows={6}
            value={draft.certificate}
            onChange={({ currentTarget }) => change({ certificate: currentTarget.value })}
          />
        )}
        {kind === 'jwt' && (
          <TextInput
            label={t('subject')}
            description={t('subject.help')}
            value={draft.subject}
            onChange={({ currentTarget }) => change({ subject: currentTarget.value })}
          />
        )}
        <ErrorAlert error={add.error} />
        <PrimaryButton loading={add.isPending} onClick={() => add.mutate()}>
          {t('add.act')}
        </PrimaryButton>
      </Stack>
    </section>
  )
}

const toBody = (kind: CredentialKind, { name, days, password, certificate, subject }: typeof empty) => ({
  kind,
  name: name.trim(),
  ...(Number(days) > 0 && { validUntil: new Date(Date.now() + Number(days) * day).toISOString() }),
  ...(kind === 'basic' && password && { password }),
  ...(kind === 'certificate' && { certificate }),
  ...(kind === 'jwt' && subject.trim() && { subject: subject.trim() }),
})
