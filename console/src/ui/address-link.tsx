import { Anchor } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { consolePath } from '../lib/base-path.ts'

/** A link to an address of the console that was built from parts. */
export function AddressLink({ to, children, onGo }: { to: string; children: ReactNode; onGo?: () => void }) {
  const router = useRouter()
  const href = `${consolePath}${to}`
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onGo?.()
    router.history.push(href)
  }
  return (
    <Anchor href={href} onClick={go} size="sm" underline="always">
      {children}
    </Anchor>
  )
}
