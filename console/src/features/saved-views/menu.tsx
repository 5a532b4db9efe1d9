import { Button } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import type { SavedList } from '@mediary/contract/users/saved-views'
import { Suspense, useEffect, useRef, useState } from 'react'
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
  useEffect(() => {
    if (!open) return
    // On the document: a button that waits for an answer has no focus.
    const closeByKey = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('keydown', closeByKey)
    return () => document.removeEventListener('keydown', closeByKey)
  }, [open])
  return (
    <div ref={frame} className={classes.frame}>
      <Button
        ref={button}
        size="xs"
        variant="default"
        aria-expanded={open}
        className={classes.button}
        title={t('title')}
        leftSection={<Icon name="floppy" size={16} />}
        onClick={() => setOpen(!open)}
      >
        <span className="wide-only">{t('title')}</span>
      </Button>
      <Suspense>{open && <Panel list={list} close={() => setOpen(false)} />}</Suspense>
    </div>
  )
}
