import { QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense } from 'react'
import { loadPart } from '../../lib/api/load-part.ts'
import { meQuery } from '../../lib/api/me.ts'
import type { PageKey } from '../../lib/pages.ts'
import { preferences } from '../../lib/preferences.ts'
import { showFurtherMessages } from '../../messages/current.ts'
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

const pagesOfFirstView: readonly PageKey[] = ['dashboard', 'now']

/** Loads a page when it is opened, together with its messages, and shows it to those who may open it. */
export const guardPage = (page: PageKey, load: () => Promise<ComponentType>) => {
  const loadTexts = async () =>
    pagesOfFirstView.includes(page) ? undefined : showFurtherMessages(preferences.get().language)
  const Body = lazy(async () => {
    const [body] = await Promise.all([loadPart(load), loadTexts()])
    return { default: body }
  })
  return () => (
    <Guard page={page}>
      <Body />
    </Guard>
  )
}
