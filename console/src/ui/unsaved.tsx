import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useMessages } from '../messages/use-messages.ts'

/** `place` is the parameter of the address that keeps a dialog open. */
type UnsavedProps = { touched: boolean; place?: string }

const at = (search: object, place: string) => new Map<string, unknown>(Object.entries(search)).get(place)

/** Asks before typed input is lost: on navigation, and through the browser when the tab is closed. */
export function Unsaved({ touched, place }: UnsavedProps) {
  const t = useMessages('ui')
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      touched &&
      (current.pathname !== next.pathname ||
        (place !== undefined && at(current.search, place) !== at(next.search, place))),
    enableBeforeUnload: () => touched,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  // Escape closes every dialog that receives it. Here it only closes the question.
  const own = {
    'data-mantine-stop-propagation': true,
    onKeyDown: ({ key }: KeyboardEvent) => key === 'Escape' && blocker.reset(),
  }
  return (
    <Modal opened onClose={blocker.reset} title={t('unsaved')} withCloseButton={false} size="sm" centered>
      <Group justify="flex-end">
        <Button variant="default" onClick={blocker.reset} data-autofocus {...own}>
          {t('unsaved.keep')}
        </Button>
        <Button color="red.8" onClick={blocker.proceed} {...own}>
          {t('unsaved.discard')}
        </Button>
      </Group>
    </Modal>
  )
}
