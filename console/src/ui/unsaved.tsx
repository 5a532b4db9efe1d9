import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useMessages } from '../messages/use-messages.ts'

/** `place`: what in the address keeps a dialog open. */
type UnsavedProps = { touched: boolean; place?: string }

const at = (search: object, place: string) => new Map<string, unknown>(Object.entries(search)).get(place)

/** Asks before what was typed is left behind: on the way elsewhere, and by the browser itself when the tab is closed. */
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
  // Escape closes every dialog that hears of it: here it only takes back the question.
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
