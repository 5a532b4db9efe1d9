import { Anchor, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { meQuery, useUser } from '../lib/me.ts'
import { session } from '../lib/session.ts'
import { useStore } from '../lib/store.ts'
import { useWords } from '../lib/use-words.ts'
import { SignInForm } from './sign-in-form.tsx'
import { signInWords } from './sign-in-words.ts'

/** Stands over the page, so that what was typed there stays. */
export function SessionDialog() {
  const t = useWords(signInWords)
  const expired = useStore(session) === 'expired'
  const user = useUser()
  const client = useQueryClient()
  const done = async () => {
    session.set('running')
    await client.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  return (
    <Modal
      opened={expired && user !== undefined}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={t('expired')}
      zIndex={1000}
    >
      <Stack>
        <Text>{t('expired.why')}</Text>
        <SignInForm email={user?.email} done={done} />
        <Anchor href="/console/sign-in">{t('else')}</Anchor>
      </Stack>
    </Modal>
  )
}
