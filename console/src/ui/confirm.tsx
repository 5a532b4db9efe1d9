import { Button, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../messages/use-messages.ts'
import { Dialog, DialogFooter } from './dialog.tsx'

type ConfirmProps = {
  title: string
  children: ReactNode
  confirm?: string
  act: () => Promise<unknown>
  close: () => void
}

/** Asks before something is deleted, and shows a refusal. */
export function Confirm({ title, children, confirm, act, close }: ConfirmProps) {
  const t = useMessages('ui')
  const [acting, setActing] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const go = () => {
    setActing(true)
    setFailure(undefined)
    act().then(close, (error: unknown) => {
      setFailure(error)
      setActing(false)
    })
  }
  return (
    <Dialog close={close} title={title}>
      <Stack>
        <div>{children}</div>
        <DialogFooter error={failure} close={close}>
          <Button color="red.8" loading={acting} onClick={go} data-autofocus>
            {confirm ?? t('delete')}
          </Button>
        </DialogFooter>
      </Stack>
    </Dialog>
  )
}
