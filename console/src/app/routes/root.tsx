import { QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense } from 'react'
import { loadPart } from '../../lib/api/load-part.ts'
import { meQuery } from '../../lib/api/me.ts'
import type { FurtherPageKey, PageKey } from '../../lib/pages.ts'
import { preferences } from '../../lib/preferences.ts'
import { showFurtherMessages, showListMessages } from '../../messages/current.ts'
import { Broken, BrokenPage, Guard, NoSuchAddress, NoSuchPage } from '../shell/guard.tsx'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 5000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})

/** A page without the shell waits here for its code and its messages. */
const Pages = () => (
  <Suspense>
    <Outlet />
  </Suspense>
)

export const root = createRootRoute({ component: Pages, notFoundComponent: NoSuchAddress, errorComponent: Broken })

/** The parent of every page that needs a session. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: lazyRouteComponent(() => import('../shell/shell.tsx'), 'Shell'),
  notFoundComponent: NoSuchPage,
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(meQuery)
    if (!user) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
})

export const underShell = { getParentRoute: () => inside, errorComponent: BrokenPage } as const

/** Loads the messages that a page needs besides those of the first view. */
const loadMessages = {
  first: async () => undefined,
  lists: () => showListMessages(preferences.get().language),
  further: () => showFurtherMessages(preferences.get().language),
} as const

/** Loads a page when it is opened, together with its messages, and shows it to those who may open it. */
export const guardPage = (
  page: PageKey | FurtherPageKey,
  load: () => Promise<ComponentType>,
  messages: keyof typeof loadMessages = 'further',
) => {
  const open = async () => {
    const [body] = await Promise.all([loadPart(load), loadMessages[messages]()])
    return { default: body }
  }
  const Body = lazy(open)
  const Guarded = () => (
    <Guard page={page}>
      <Body />
    </Guard>
  )
  return Object.assign(Guarded, { preload: () => open().then(() => undefined) })
}

/** Loads a page that everybody may open when it is opened, together with its messages. */
export const openPage = (load: () => Promise<ComponentType>) =>
  lazy(async () => {
    const [body] = await Promise.all([loadPart(load), loadMessages.further()])
    return { default: body }
  })
