import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { consolePath } from '../../lib/base-path.ts'

/** A link in a row of a list. Unlike the router's it follows no state: a list draws hundreds while it scrolls. */
export function RowLink({ to, title, children }: { to: string; title: string; children: ReactNode }) {
  const router = useRouter()
  const href = `${consolePath}${to}`
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    router.history.push(href)
  }
  return (
    <a href={href} title={title} onClick={go}>
      {children}
    </a>
  )
}
