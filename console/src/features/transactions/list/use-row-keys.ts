import type { Transaction } from '@mediary/contract/transactions'
import { useEffect, useState } from 'react'

type RowKeys = {
  open: (row: Transaction) => void
  /** Ticks a row, or takes the tick away. */
  tick: (row: Transaction) => void
  /** Called when a row becomes active: the list must not move then. */
  begin: () => void
  /** Shows a row beside the list. */
  peek: (row: Transaction) => void
  /** Set while a row is shown beside the list: the next active row takes its place. */
  closePeek: (() => void) | undefined
  explain: () => void
}

const typesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
const hasOwnEnter = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('a, button') !== null

/** Moves through the rows with `j` and `k`, opens the active one with Enter ticks it with `x` and shows it beside the list with `p`. Returns its place, and what makes a row the active one. */
export function useRowKeys(rows: readonly Transaction[], { open, tick, begin, explain, peek, closePeek }: RowKeys) {
  const [active, setActive] = useState<string>()
  const place = rows.findIndex(({ _id }) => _id === active)
  const row = rows[place]
  useEffect(() => {
    const move = (by: number) => {
      const next = rows[Math.min(Math.max(place + by, 0), rows.length - 1)]
      setActive(next?._id)
      if (next && closePeek) peek(next)
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
      if (key === 'p' && row) peek(row)
      if (key === 'Escape') closePeek?.()
      if (key === 'x' && row) tick(row)
      if (key === 'Enter' && row && !hasOwnEnter(target)) open(row)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
  return { active: place < 0 ? undefined : place, activate: (one: Transaction) => setActive(one._id) }
}
