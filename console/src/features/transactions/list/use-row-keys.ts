import type { Transaction } from '@mediary/contract/transactions'
import { useEffect, useState } from 'react'

type RowKeys = {
  open: (row: Transaction) => void
  /** Ticks a row, or takes the tick away. */
  tick: (row: Transaction) => void
  /** Called when a row becomes active: the list must not move then. */
  begin: () => void
  explain: () => void
}

const typesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
const hasOwnEnter = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('a, button') !== null

/** Moves through the rows with `j` and `k`, opens the active one with Enter and ticks it with `x`. Returns its place. */
export function useRowKeys(rows: readonly Transaction[], { open, tick, begin, explain }: RowKeys): number | undefined {
  const [active, setActive] = useState<string>()
  const place = rows.findIndex(({ _id }) => _id === active)
  const row = rows[place]
  useEffect(() => {
    const move = (by: number) => {
      const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)]
      setActive(next?._id)
      begin()
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, metaKey, altKey } = event
      if (ctrlKey || metaKey || altKey || event.defaultPrevented) return
      if (document.querySelector('[role="dialog"]')) return
      // A checkbox is an input in which nobody types.
      const isTyping = typesText(target) && !(target instanceof HTMLInputElement && target.type === 'checkbox')
      if (isTyping) return
      if (key === 'j') move(1)
      if (key === 'k') move(-1)
      if (key === '?') explain()
      if (key === 'x' && row) tick(row)
      if (key === 'Enter' && row && !hasOwnEnter(target)) open(row)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
  return place < 0 ? undefined : place
}
