import { Button, Group, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useWords } from '../lib/use-words.ts'
import { uiWords } from './words.ts'

/** Asks before what was typed is left behind: on the way to another page, and by the browser itself when the tab is closed. */
export function Unsaved({ touched }: { touched: boolean }) {
  const t = useWords(uiWords)
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => touched && current.pathname !== next.pathname,
    enableBeforeUnload: () => touched,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal opened onClose={blocker.reset} title={t('unsaved')} withCloseButton={false} size="sm" centered>
      <Group justify="flex-end">
        <Button variant="default" onClick={blocker.reset} data-autofocus>
          {t('unsaved.keep')}
        </Button>
        <Button color="red.8" onClick={blocker.proceed}>
          {t('unsaved.discard')}
        </Button>
      </Group>
    </Modal>
  )
}
