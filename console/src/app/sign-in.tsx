import { Alert } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/sessions'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { call } from '../lib/api.ts'
import { meQuery } from '../lib/me.ts'
import { useWords } from '../lib/use-words.ts'
import { Outside } from './outside.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { signInWords } from './sign-in-words.ts'

/** After signing in, the person arrives at the address asked for. */
export function SignIn() {
  const t = useWords(signInWords)
  const { to = '/' } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const client = useQueryClient()
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => call(sessionsApi.setupState, {}) })
  const done = async () => {
    client.removeQueries()
    await client.fetchQuery(meQuery)
    router.history.push(`/console${to}`)
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
