import { Alert } from '@mantine/core'
import { systemApi } from '@mediary/contract/system'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../lib/api/call.ts'
import { connection, shadowMode } from '../../lib/api/connection.ts'
import { useUser } from '../../lib/api/me.ts'
import { mayOpen } from '../../lib/pages.ts'
import { useStore } from '../../lib/store.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'

const everyMilliseconds = 2000

/** Says that the server is away, asks until it is back, and then loads what is shown anew. */
export function ConnectionBanner() {
  const t = useMessages('app')
  const client = useQueryClient()
  const state = useStore(connection)
  const away = state === 'lost' || state === 'restarting'

  useEffect(() => {
    if (!away) return
    const ask = () => {
      call(systemApi.heartbeat, {}).then(
        () => client.invalidateQueries(),
        () => undefined,
      )
    }
    const timer = setInterval(ask, everyMilliseconds)
    return () => clearInterval(timer)
  }, [away, client])

  if (state === 'reached') return null
  return (
    <Alert role="status" color={state === 'slow' ? 'yellow' : 'red'} variant="light" mb="md" data-testid="connection">
      {t(state)}
    </Alert>
  )
}

/** Says on every page that the server is in shadow mode, and leads to the comparison with OpenHIM. */
export function ShadowBanner() {
  const t = useMessages('app')
  const user = useUser()
  if (!useStore(shadowMode)) return null
  return (
    <Alert role="status" color="orange" variant="light" mb="md" data-testid="shadow">
      {t('shadow')}{' '}
      {user && mayOpen('shadow', user.permissions) && (
        <AddressLink to="/refusals/shadow">{t('shadow.compare')}</AddressLink>
      )}
    </Alert>
  )
}
