import { QueryClient } from '@tanstack/react-query'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { type ComponentType, lazy } from 'react'
import { loaded } from '../lib/api/loaded.ts'
import { meQuery } from '../lib/api/me.ts'
import * as search from './search.ts'
import { SignIn } from './session/sign-in.tsx'
import { Broken, BrokenPage, Guard, NoSuchAddress, NoSuchPage } from './shell/guard.tsx'
import type { PageKey } from './shell/navigation.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 5000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})

const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchAddress, errorComponent: Broken })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: search.SignInSearch,
  component: SignIn,
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./session/setup.tsx'), 'Setup'),
})

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password/$token',
  component: lazyRouteComponent(() => import('./session/set-password.tsx'), 'SetPassword'),
})

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyRouteComponent(() => import('../features/certificates/enrolment/page.tsx'), 'EnrolPage'),
})

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
  notFoundComponent: NoSuchPage,
  beforeLoad: async ({ location }) => {
    const user = await queryClient.ensureQueryData(meQuery)
    if (!user) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
})

const guarded = (page: PageKey, load: () => Promise<{ default: ComponentType }>) => {
  const Body = lazy(() => loaded(load))
  return () => (
    <Guard page={page}>
      <Body />
    </Guard>
  )
}

const within = { getParentRoute: () => inside, errorComponent: BrokenPage } as const

const dashboard = createRoute({
  ...within,
  path: '/',
  validateSearch: search.DashboardSearch,
  component: guarded('dashboard', async () => ({
    default: (await import('../features/dashboard/page.tsx')).DashboardPage,
  })),
})
const clients = createRoute({
  ...within,
  path: '/clients',
  validateSearch: search.ClientsSearch,
  component: guarded('clients', async () => ({ default: (await import('../features/clients/page.tsx')).ClientsPage })),
})
const channels = createRoute({
  ...within,
  path: '/channels',
  validateSearch: search.ChannelsSearch,
  component: guarded('channels', async () => ({
    default: (await import('../features/channels/list/page.tsx')).ChannelsPage,
  })),
})
const channel = createRoute({
  ...within,
  path: '/channels/$id',
  validateSearch: search.ChannelSearch,
  component: guarded('channels', async () => ({
    default: (await import('../features/channels/detail/page.tsx')).ChannelPage,
  })),
})
const transactions = createRoute({
  ...within,
  path: '/transactions',
  validateSearch: search.TransactionsPageSearch,
  component: guarded('transactions', async () => ({
    default: (await import('../features/transactions/list/page.tsx')).TransactionsPage,
  })),
})
const transaction = createRoute({
  ...within,
  path: '/transactions/$id',
  validateSearch: search.TransactionSearch,
  component: guarded('transactions', async () => ({
    default: (await import('../features/transactions/detail/page.tsx')).TransactionPage,
  })),
})
const tasks = createRoute({
  ...within,
  path: '/tasks',
  validateSearch: search.TasksSearch,
  component: guarded('tasks', async () => ({ default: (await import('../features/tasks/page.tsx')).TasksPage })),
})
const task = createRoute({
  ...within,
  path: '/tasks/$id',
  validateSearch: search.TaskSearch,
  component: guarded('tasks', async () => ({ default: (await import('../features/tasks/detail.tsx')).TaskPage })),
})
const retention = createRoute({
  ...within,
  path: '/retention',
  validateSearch: search.RetentionSearch,
  component: guarded('retention', async () => ({
    default: (await import('../features/retention/page.tsx')).RetentionPage,
  })),
})
const refusals = createRoute({
  ...within,
  path: '/refusals',
  validateSearch: search.RefusalsSearch,
  component: guarded('refusals', async () => ({
    default: (await import('../features/refusals/page.tsx')).RefusalsPage,
  })),
})
const certificates = createRoute({
  ...within,
  path: '/certificates',
  validateSearch: search.CertificatesSearch,
  component: guarded('certificates', async () => ({
    default: (await import('../features/certificates/page.tsx')).CertificatesPage,
  })),
})
const users = createRoute({
  ...within,
  path: '/users',
  validateSearch: search.UsersSearch,
  component: guarded('users', async () => ({ default: (await import('../features/users/page.tsx')).UsersPage })),
})
const settings = createRoute({
  ...within,
  path: '/settings',
  component: guarded('settings', async () => ({
    default: (await import('../features/settings/page.tsx')).SettingsPage,
  })),
})
const about = createRoute({
  ...within,
  path: '/about',
  component: guarded('about', async () => ({ default: (await import('../features/about/page.tsx')).AboutPage })),
})

const pages = [
  dashboard,
  clients,
  channels,
  channel,
  transactions,
  transaction,
  tasks,
  task,
  retention,
  refusals,
  certificates,
  users,
  settings,
  about,
]

export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, setPassword, enrol, inside.addChildren(pages)]),
  basepath: '/console',
  parseSearch: search.readSearch,
  stringifySearch: search.writeSearch,
  defaultNotFoundComponent: NoSuchPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
