import { Alert, Button, Modal, PasswordInput, Stack, Textarea } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { useWords } from '../lib/use-words.ts'
import type { Alerts } from '../ui/alerts.tsx'
import { PrimaryButton } from '../ui/buttons.tsx'
import { useSentence } from '../ui/failure.tsx'
import { uiWords } from '../ui/words.ts'
import { certificateWords } from './words.ts'

const empty = { cert: '', key: '', passphrase: '' }

export function ServerUpload({ alerts }: { alerts: Alerts }) {
  const t = useWords(certificateWords)
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('certificates-manage')) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('upload.server')}
      </Button>
      {open && <ServerDialog alerts={alerts} close={() => setOpen(false)} />}
    </>
  )
}

function ServerDialog({ alerts, close }: { alerts: Alerts; close: () => void }) {
  const t = useWords(certificateWords)
  const ui = useWords(uiWords)
  const sentence = useSentence()
  const client = useQueryClient()
  const [pair, setPair] = useState(empty)
  const save = useMutation({
    mutationFn: () =>
      call(keystoreApi.setServerCertificate, {
        body: {
          cert: pair.cert,
          ...(pair.key ? { key: pair.key } : {}),
          ...(pair.passphrase ? { passphrase: pair.passphrase } : {}),
        },
      }),
    onSuccess: () => {
      alerts.add('success', t('added'))
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const pem = (field: 'cert' | 'key', label: string) => (
    <Textarea
      label={label}
      autosize
      minRows={4}
      maxRows={8}
      spellCheck={false}
      value={pair[field]}
      onChange={({ currentTarget }) => setPair({ ...pair, [field]: currentTarget.value })}
    />
  )
  return (
    <Modal opened onClose={close} size="lg" title={t('upload.server')} closeButtonProps={{ 'aria-label': ui('close') }}>
      <Stack>
        {pem('cert', t('certificate'))}
        {pem('key', t('key'))}
        <PasswordInput
          label={t('passphrase')}
          autoComplete="off"
          value={pair.passphrase}
          onChange={({ currentTarget }) => setPair({ ...pair, passphrase: currentTarget.value })}
        />
        {save.isError && (
          <Alert color="red" role="alert">
            {sentence(save.error)}
          </Alert>
        )}
        <PrimaryButton onClick={() => save.mutate()} loading={save.isPending} disabled={!pair.cert.trim()}>
          {t('save')}
        </PrimaryButton>
      </Stack>
    </Modal>
  )
}
