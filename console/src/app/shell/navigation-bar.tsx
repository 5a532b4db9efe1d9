import { AppShell, NavLink, Text } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { Link, useLocation } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useUser } from '../../lib/api/me.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { pages } from './navigation.ts'

// A full load drops everything that was fetched for this person.
const leave = () => window.location.assign(`${consolePath}/sign-in`)

export function Navigation() {
  const t = useMessages('app')
  const user = useUser()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const isHere = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  return (
    <AppShell.Navbar p="xs" component="nav" aria-label={t('navigation')}>
      <AppShell.Section grow style={{ overflowY: 'auto' }}>
        {pages
          .filter(({ may }) => user && may(user.permissions))
          .map(({ key, to }) => (
            <NavLink
              key={key}
              renderRoot={(props) => <Link to={to} {...props} />}
              label={t(key)}
              leftSection={<Icon name={key} />}
              active={isHere(to)}
              aria-current={isHere(to) ? 'page' : undefined}
            />
          ))}
      </AppShell.Section>
      <AppShell.Section>
        <Text size="sm" c="dimmed" px="sm" truncate>
          {user?.email}
        </Text>
        <NavLink
          component="button"
          label={t('sign-out')}
          leftSection={<Icon name="person" />}
          onClick={() => void call(sessionsApi.signOut, {}, { keepSession: true }).finally(leave)}
        />
      </AppShell.Section>
    </AppShell.Navbar>
  )
}
