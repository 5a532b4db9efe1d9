import { Burger, Button, Group } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { useLiveUpdates } from '../../lib/api/live.ts'
import { useUser } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Loading } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { lazyPart } from '../../ui/lazy.tsx'
import { usePersonalPreferences } from '../session/personal-preferences.ts'
import { SessionDialog } from '../session/session-dialog.tsx'
import { ConnectionBanner, ShadowBanner } from './connection-banner.tsx'
import { LastKnownNotice } from './last-known-notice.tsx'
import { Mark } from './mark.tsx'
import { Navigation } from './navigation-bar.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'
import classes from './shell.module.css'

const ViewAsBanner = lazyPart(async () => (await import('../../features/view-as/banner.tsx')).ViewAsBanner)
const Palette = lazyPart(async () => (await import('./palette.tsx')).Palette)

/** Everything around a page. */
export function Shell() {
  const t = useMessages('app')
  useLiveUpdates()
  usePersonalPreferences()
  const user = useUser()
  const [open, { toggle, close }] = useDisclosure()
  const [asked, setAsked] = useState(0)
  const find = () => setAsked((times) => times + 1)
  useHotkeys([['mod+K', find]])
  const path = useLocation({ select: ({ pathname }) => pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the navigation of a narrow screen
  useEffect(close, [path])
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      {/* The second class keeps the place of what is fixed while a dialog hides the scroll bar. */}
      <header className={`${classes.header} width-before-scroll-bar`}>
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('open-navigation')} />
            <Mark />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" leftSection={<Icon name="search" size={16} />} onClick={find}>
              <span className="wide-only">{t('find')}</span>
              <kbd>Ctrl K</kbd>
            </Button>
            <PreferencesMenu />
          </Group>
        </Group>
      </header>
      <Navigation open={open} />
      <main id="content" className={classes.main} tabIndex={-1}>
        <ConnectionBanner />
        <ShadowBanner />
        <Suspense>{user?.viewedBy && <ViewAsBanner />}</Suspense>
        <Suspense>{asked > 0 && <Palette asked={asked} />}</Suspense>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <LastKnownNotice />
      <SessionDialog />
    </>
  )
}
