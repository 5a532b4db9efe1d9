import { Alert, Stack } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { newUuid } from '../lib/uuid.ts'
import { useMessages } from '../messages/use-messages.ts'

type Kind = 'success' | 'failure' | 'warning'
type Notice = { id: string; kind: Kind; text: string }

const colours = { success: 'green', failure: 'red', warning: 'orange' } as const satisfies Record<Kind, string>

/** The notices of one section. A later action clears them. */
export function useAlerts() {
  const [notices, setNotices] = useState<Notice[]>([])
  const add = useCallback((kind: Kind, text: string) => {
    setNotices((all) => [...all.filter((notice) => notice.text !== text), { id: newUuid(), kind, text }])
  }, [])
  const clear = useCallback(() => setNotices([]), [])
  const close = useCallback((id: string) => setNotices((all) => all.filter((notice) => notice.id !== id)), [])
  return useMemo(() => ({ notices, add, clear, close }), [notices, add, clear, close])
}
export type Alerts = ReturnType<typeof useAlerts>

export function AlertStrip({ alerts }: { alerts: Alerts }) {
  const t = useMessages('ui')
  return (
    <Stack gap="xs" aria-live="polite" mb={alerts.notices.length > 0 ? 'sm' : 0}>
      {alerts.notices.map(({ id, kind, text }) => (
        <Alert
          key={id}
          role={kind === 'failure' ? 'alert' : 'status'}
          color={colours[kind]}
          withCloseButton
          closeButtonLabel={t('close')}
          onClose={() => alerts.close(id)}
        >
          {text}
        </Alert>
      ))}
    </Stack>
  )
}
