import { Stack } from '@mantine/core'
import { secondFactorApi } from '@mediary/contract/users/second-factor'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../../ui/dialog.tsx'
import { CodeField } from '../code-field.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

type CodeDialogProps = { purpose: 'remove' | 'renew'; close: () => void }

/** Asks for a code before the second factor is switched off, or before new recovery codes are made. */
export function CodeDialog({ purpose, close }: CodeDialogProps) {
  const t = useMessages('secondFactor')
  const [code, setCode] = useState('')
  const go = useMutation({
    mutationFn: async () => {
      if (purpose === 'renew') return (await call(secondFactorApi.renewRecoveryCodes, { body: { code } })).recoveryCodes
      await call(secondFactorApi.remove, { body: { code } })
      return undefined
    },
    onSuccess: (codes) => {
      if (!codes) close()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    go.mutate()
  }
  const label = t(purpose === 'renew' ? 'renew' : 'switch-off')
  return (
    <Dialog close={close} title={label} closeOnClickOutside={!go.data}>
      {go.data ? (
        <RecoveryCodes codes={go.data} close={close} />
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <CodeField code={code} change={setCode} />
            <DialogFooter error={go.error} close={close}>
              <PrimaryButton type="submit" loading={go.isPending}>
                {label}
              </PrimaryButton>
            </DialogFooter>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}
