import { Alert } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../../lib/api/call.ts'
import { noteSession } from '../../lib/api/last-known.ts'
import { meQuery, type User } from '../../lib/api/me.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { prefetchLists, preloadPage } from '../preload.ts'
import { Outside } from '../shell/outside.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** After signing in, the person arrives at the address asked for. */
export function SignIn() {
  const t = useMessages('signIn')
  const { to = '/' } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const client = useQueryClient()
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => call(sessionsApi.setupState, {}) })
  // What comes next is loaded while the person types.
  useEffect(() => preloadPage(router, new URL(to, 'http://console').pathname), [router, to])
  const done = (user: User) => {
    client.removeQueries()
    noteSession(true)
    client.setQueryData(meQuery.queryKey, user)
    // Asked for before the page is drawn, which takes a slow computer as long as a slow link takes for the answers.
    prefetchLists(client, user.permissions, to)
    router.history.push(`${consolePath}${to}`)
  }
  return (
    <Outside title={t('sign-in')}>
      {setup.data?.needed && (
        <Alert color="orange" role="status" mb="md">
          {t('setup.needed')}
        </Alert>
      )}
      <SignInForm done={done} />
    </Outside>
  )
}
