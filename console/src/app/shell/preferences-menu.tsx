import { ActionIcon } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { type KeyboardEvent, Suspense, useRef, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { lazyPart } from '../../ui/lazy.tsx'
import classes from './preferences-menu.module.css'

const PreferencesPanel = lazyPart(async () => (await import('./preferences-panel.tsx')).PreferencesPanel)

/** A panel of our own below its button, loaded when it is opened: the library's would add a tenth to what every first view loads. */
export function PreferencesMenu() {
  const t = useMessages('app')
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const frame = useClickOutside(() => setOpen(false))
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div ref={frame} className={classes.frame}>
      <ActionIcon
        ref={button}
        variant="default"
        size="lg"
        aria-label={t('preferences')}
        aria-expanded={open}
        title={t('preferences')}
        onClick={() => setOpen(!open)}
      >
        <Icon name="settings" />
      </ActionIcon>
      <Suspense>{open && <PreferencesPanel onKeyDown={onKeyDown} />}</Suspense>
    </div>
  )
}
