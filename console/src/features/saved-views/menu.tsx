import { Button } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import type { SavedList } from '@mediary/contract/users/saved-views'
import { type KeyboardEvent, Suspense, useRef, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { lazyPart } from '../../ui/lazy.tsx'
import classes from './saved-views.module.css'

const Panel = lazyPart(async () => (await import('./panel.tsx')).Panel)

/** A button that opens the saved views of a list. */
export function SavedViews({ list }: { list: SavedList }) {
  const t = useMessages('savedViews')
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const frame = useClickOutside(() => setOpen(false))
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key closes the panel wherever the focus is in it
    <div ref={frame} className={classes.frame} onKeyDown={onKeyDown}>
      <Button
        ref={button}
        size="xs"
        variant="default"
        aria-expanded={open}
        leftSection={<Icon name="floppy" size={16} />}
        onClick={() => setOpen(!open)}
      >
        {t('title')}
      </Button>
      <Suspense>{open && <Panel list={list} close={() => setOpen(false)} />}</Suspense>
    </div>
  )
}
