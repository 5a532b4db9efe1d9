import { Button, Group, Modal, type ModalProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMessages } from '../messages/use-messages.ts'
import { ErrorAlert } from './failure.tsx'
import { useFocusReturn } from './focus-return.ts'

type DialogProps = Omit<ModalProps, 'opened' | 'onClose' | 'closeButtonProps'> & { close: () => void }

/** An open dialog whose close button has a name. */
export function Dialog({ close, ...props }: DialogProps) {
  const t = useMessages('ui')
  useFocusReturn()
  return <Modal opened onClose={close} closeButtonProps={{ 'aria-label': t('close') }} {...props} />
}

type DialogFooterProps = { error: unknown; close: () => void; children: ReactNode }

/** The foot of a dialog: the error of the last attempt, a cancel button, and the button of the action. */
export function DialogFooter({ error, close, children }: DialogFooterProps) {
  const t = useMessages('ui')
  return (
    <>
      <ErrorAlert error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        {children}
      </Group>
    </>
  )
}
