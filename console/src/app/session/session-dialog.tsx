import { Anchor, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef } from 'react'
import { meQuery, useUser } from '../../lib/api/me.ts'
import { session } from '../../lib/api/session.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useStore } from '../../lib/store.ts'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './session-dialog.module.css'
import { SignInForm } from './sign-in-form.tsx'

/** Stands over the page and over every dialog of it, so that what was typed there stays. */
export function SessionDialog() {
  const expired = useStore(session) === 'expired'
  const user = useUser()
  return expired && user && <SignInAgain email={user.email} />
}

/** The browser's own dialog: nothing may be loaded for it at the moment when it is needed, and it is above all others. */
function SignInAgain({ email }: { email: string }) {
  const t = useMessages('signIn')
  const client = useQueryClient()
  const title = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const open = () => {
    const { current } = dialog
    if (!current?.isConnected || current.open) return
    current.showModal()
    current.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }
  useEffect(open, [])
  const done = async () => {
    session.set('running')
    await client.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={title}
      onCancel={(event) => event.preventDefault()}
      // A browser closes what is asked to close twice, whatever it is told: then it opens again.
      onClose={open}
    >
      <Stack>
        <Title order={2} size="h4" id={title}>
          {t('expired')}
        </Title>
        <Text>{t('expired.why')}</Text>
        <SignInForm email={email} done={done} />
        <Anchor href={`${consolePath}/sign-in`}>{t('else')}</Anchor>
      </Stack>
    </dialog>
  )
}
