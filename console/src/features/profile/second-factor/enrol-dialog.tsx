import { Code, Stack, Text } from '@mantine/core'
import { secondFactorApi } from '@mediary/contract/users/second-factor'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { QrCode } from '../../../ui/credentials/qr-code.tsx'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { Dialog, DialogFooter } from '../../../ui/dialog.tsx'
import { CodeField } from '../code-field.tsx'
import classes from './enrol.module.css'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Switches the second factor on: the password, the QR code with a first code, then the recovery codes. */
export function EnrolDialog({ close }: { close: () => void }) {
  const t = useMessages('secondFactor')
  const begin = useMutation({
    mutationFn: (currentPassword: string) => call(secondFactorApi.begin, { body: { currentPassword } }),
  })
  const confirm = useMutation({
    mutationFn: (code: string) => call(secondFactorApi.confirm, { body: { code } }),
  })
  const codes = confirm.data?.recoveryCodes
  return (
    <Dialog close={close} title={t('switch-on')} closeOnClickOutside={false}>
      {codes && <RecoveryCodes codes={codes} close={close} />}
      {!codes && begin.data && <Confirm {...begin.data} {...confirm} close={close} />}
      {!begin.data && <AskPassword {...begin} close={close} />}
    </Dialog>
  )
}

type Step = { mutate: (text: string) => void; isPending: boolean; error: unknown; close: () => void }

function AskPassword({ mutate, ...step }: Step) {
  const t = useMessages('secondFactor')
  const [password, setPassword] = useState('')
  return (
    <StepForm {...step} label={t('next')} submit={() => mutate(password)}>
      <Text>{t('begin')}</Text>
      <SecretInput
        label={t('password')}
        autoComplete="current-password"
        required
        data-autofocus
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
    </StepForm>
  )
}

function Confirm({ secret, uri, mutate, ...step }: Step & { secret: string; uri: string }) {
  const t = useMessages('secondFactor')
  const [code, setCode] = useState('')
  return (
    <StepForm {...step} label={t('switch-on')} submit={() => mutate(code)}>
      <Text>{t('scan')}</Text>
      <QrCode text={uri} label={t('qr')} className={classes.code} />
      <Text size="sm">{t('type-secret')}</Text>
      <Code block styles={{ root: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } }}>
        {secret.replace(/(.{4})(?=.)/g, '$1 ')}
      </Code>
      <CodeField code={code} change={setCode} />
    </StepForm>
  )
}

type StepFormProps = Omit<Step, 'mutate'> & { label: string; submit: () => void; children: ReactNode }

function StepForm({ label, submit, isPending, error, close, children }: StepFormProps) {
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        {children}
        <DialogFooter error={error} close={close}>
          <PrimaryButton type="submit" loading={isPending}>
            {label}
          </PrimaryButton>
        </DialogFooter>
      </Stack>
    </form>
  )
}
