import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useMessages } from '../messages/use-messages.ts'
import { useErrorSentence } from './failure.tsx'

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
  const sentence = useErrorSentence()
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
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <div>{children}</div>
        {failure !== undefined && (
          <Alert color="red" role="alert">
            {sentence(failure)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button color="red.8" loading={acting} onClick={go} data-autofocus>
            {confirm ?? t('delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
