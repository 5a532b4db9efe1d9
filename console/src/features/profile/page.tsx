import { Alert, Stack } from '@mantine/core'
import { useUser } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Page, Section } from '../../ui/page.tsx'
import { ReadingChoices } from './choices.tsx'
import { NameForm } from './name-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { SecondFactor } from './second-factor/section.tsx'
import { Sessions } from './sessions.tsx'

/** Shows what belongs to the user who is signed in. */
export function ProfilePage() {
  const t = useMessages('profile')
  const user = useUser()
  if (!user) return null
  if (user.viewedBy)
    return (
      <Page title={t('title')}>
        <Alert color="gray">{t('viewing')}</Alert>
      </Page>
    )
  return (
    <Page title={t('title')} intro={user.email}>
      <Stack maw={640} gap="md">
        <Section id="name" title={t('name')}>
          <NameForm key={`${user.firstname} ${user.surname}`} user={user} />
        </Section>
        <Section id="reading" title={t('reading')} intro={t('reading.intro')}>
          <ReadingChoices />
        </Section>
        <Section id="password" title={t('password')}>
          <PasswordForm email={user.email} />
        </Section>
        <SecondFactor />
        <Sessions />
      </Stack>
    </Page>
  )
}
