import { Button } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { type KeyboardEvent, Suspense, useRef, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { lazyPart } from '../lazy.tsx'
import type { ListName } from './arrange.ts'
import type { ArrangedColumn } from './columns-panel.tsx'
import classes from './table.module.css'

const ColumnsPanel = lazyPart(async () => (await import('./columns-panel.tsx')).ColumnsPanel)

type ColumnsButtonProps = { list: ListName; columns: readonly ArrangedColumn[] }

/** Opens the list of columns: which are shown, and how wide. */
export function ColumnsButton({ list, columns }: ColumnsButtonProps) {
  const t = useMessages('columns')
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const frame = useClickOutside(() => setOpen(false))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div ref={frame} className={classes.frame}>
      <Button ref={button} size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('columns')}
      </Button>
      <Suspense>{open && <ColumnsPanel list={list} columns={columns} onKeyDown={onKeyDown} />}</Suspense>
    </div>
  )
}
