import { FocusTrap, Paper } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { Choices } from '../../features/profile/choices.tsx'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './preferences-menu.module.css'

export function PreferencesPanel({ onKeyDown }: { onKeyDown: (event: KeyboardEvent) => void }) {
  const t = useMessages('app')
  return (
    <FocusTrap>
      <Paper
        className={classes.panel}
        role="dialog"
        aria-label={t('preferences')}
        withBorder
        shadow="md"
        p="md"
        onKeyDown={onKeyDown}
      >
        <Choices />
      </Paper>
    </FocusTrap>
  )
}
