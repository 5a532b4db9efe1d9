import { Button, FileButton, Group, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { readBase64 } from '../files.ts'
import { ProblemAlert } from '../problem-alert.tsx'
import { SentText } from './sent-text.tsx'

export type SentPair =
  | { cert: string; key?: string | undefined; passphrase?: string | undefined }
  | { pkcs12: string; passphrase: string }

type PairDialogProps = {
  title: string
  keyRequired: boolean
  send: (pair: SentPair) => Promise<unknown>
  sent: () => void
  close: () => void
}

type Draft = { cert: string; key: string; passphrase: string; pkcs12: string; fileName: string }
const empty: Draft = { cert: '', key: '', passphrase: '', pkcs12: '', fileName: '' }
const kinds = ['pem', 'pkcs12'] as const
type Kind = (typeof kinds)[number]

const toPair = (kind: Kind, { cert, key, passphrase, pkcs12 }: Draft): SentPair =>
  kind === 'pkcs12' ? { pkcs12, passphrase } : { cert, ...(key.trim() && { key }), ...(passphrase && { passphrase }) }

/** Uploads a certificate and its key. A pair that does not match is rejected and changes nothing. */
export function PairDialog({ title, keyRequired, send, sent, close }: PairDialogProps) {
  const t = useMessages('keyPair')
  const client = useQueryClient()
  const [kind, setKind] = useState<Kind>('pem')
  const [draft, setDraft] = useState(empty)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const save = useMutation({
    mutationFn: () => send(toPair(kind, draft)),
    onSuccess: () => {
      sent()
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const ready =
    kind === 'pkcs12' ? draft.pkcs12 !== '' : draft.cert.trim() !== '' && (!keyRequired || draft.key.trim() !== '')
  const choose = (value: string) => {
    setKind(kinds.find((one) => one === value) ?? 'pem')
    save.reset()
  }
  return (
    <Dialog close={close} size="lg" title={title} closeOnClickOutside={false}>
      <Stack>
        <Radio.Group label={t('kind')} value={kind} onChange={choose}>
          <Group mt="xs">
            {kinds.map((value) => (
              <Radio key={value} value={value} label={t(`kind.${value}`)} />
            ))}
          </Group>
        </Radio.Group>
        {kind === 'pem' ? (
          <Parts draft={draft} change={change} keyRequired={keyRequired} />
        ) : (
          <Pkcs12File draft={draft} change={change} />
        )}
        <SecretInput
          label={kind === 'pkcs12' ? t('passphrase.file') : t('passphrase')}
          autoComplete="off"
          value={draft.passphrase}
          onChange={({ currentTarget }) => change({ passphrase: currentTarget.value })}
        />
        {save.isError && <ProblemAlert error={save.error} />}
        <PrimaryButton onClick={() => save.mutate()} loading={save.isPending} disabled={!ready}>
          {t('save')}
        </PrimaryButton>
      </Stack>
    </Dialog>
  )
}

type PartProps = { draft: Draft; change: (part: Partial<Draft>) => void }

function Parts({ draft, change, keyRequired }: PartProps & { keyRequired: boolean }) {
  const t = useMessages('keyPair')
  return (
    <>
      <SentText
        label={t('certificate')}
        hint={t('certificate.hint')}
        required
        accept=".pem,.crt,.cer,.der"
        value={draft.cert}
        change={(cert) => change({ cert })}
      />
      <SentText
        label={t('key')}
        required={keyRequired}
        {...(!keyRequired && { hint: t('key.hint') })}
        accept=".pem,.key,.der"
        value={draft.key}
        change={(key) => change({ key })}
      />
    </>
  )
}

function Pkcs12File({ draft, change }: PartProps) {
  const t = useMessages('keyPair')
  const read = async (file: File | null) => {
    if (file) change({ pkcs12: await readBase64(file), fileName: file.name })
  }
  return (
    <Group>
      <FileButton accept=".p12,.pfx" onChange={(file) => void read(file)}>
        {(props) => (
          <Button {...props} variant="default">
            {t('choose', { name: t('pkcs12') })}
          </Button>
        )}
      </FileButton>
      {draft.fileName && (
        <Text size="sm" role="status">
          {t('chosen', { name: draft.fileName })}
        </Text>
      )}
    </Group>
  )
}
