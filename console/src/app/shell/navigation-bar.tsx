import { NavLink, Text } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { Link, useLocation } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { endSession } from '../../lib/api/last-known.ts'
import { useUser } from '../../lib/api/me.ts'
import { consolePath } from '../../lib/base-path.ts'
import { pageGroups, pages } from '../../lib/pages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import classes from './shell.module.css'

// A full load drops everything that was fetched for this person.
const leave = () => {
  endSession()
  window.location.assign(`${consolePath}/sign-in`)
}

/** `open`: on a narrow screen it stands over the page. */
export function Navigation({ open }: { open: boolean }) {
  const t = useMessages('app')
  const user = useUser()
  const isHere = useLocation({ select: ({ pathname }) => pathname === '/profile' })
  return (
    <nav className={classes.navigation} data-open={open} aria-label={t('navigation')}>
      <div className={classes.pages}>
        {pageGroups.map((group) => (
          <PageGroup key={group} group={group} />
        ))}
      </div>
      <div>
        <NavLink
          renderRoot={(props) => <Link to="/profile" {...props} />}
          label={user?.email}
          active={isHere}
          aria-current={isHere ? 'page' : undefined}
        />
        <NavLink
          component="button"
          label={t('sign-out')}
          leftSection={<Icon name="person" />}
          onClick={() => void call(sessionsApi.signOut, {}, { keepSession: true }).finally(leave)}
        />
      </div>
    </nav>
  )
}

/** The pages of one group that the user may open, under their heading. */
function PageGroup({ group }: { group: (typeof pageGroups)[number] }) {
  const t = useMessages('app')
  const user = useUser()
  const path = useLocation({ select: ({ pathname }) => pathname })
  const isHere = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  const shown = pages.filter((page) => page.group === group && user && page.may(user.permissions))
  if (shown.length === 0) return null
  const heading = `navigation-${group}`
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form
    <div role="group" aria-labelledby={heading}>
      <Text id={heading} size="xs" fw={600} c="dimmed" px="sm">
        {t(`group.${group}`)}
      </Text>
      {shown.map(({ key, to }) => (
        <NavLink
          key={key}
          renderRoot={(props) => <Link to={to} {...props} />}
          label={t(key)}
          leftSection={<Icon name={key} />}
          active={isHere(to)}
          aria-current={isHere(to) ? 'page' : undefined}
        />
      ))}
    </div>
  )
}
