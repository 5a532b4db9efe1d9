import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { preferences } from '../../lib/preferences.ts'
import { showFurtherMessages } from '../../messages/current.ts'
import { SignInSearch } from '../session/search.ts'
import { SignIn } from '../session/sign-in.tsx'
import { root } from './root.tsx'

// The pages that need no session.

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: SignInSearch,
  component: SignIn,
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../session/setup.tsx'), 'Setup'),
})

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password/$token',
  component: lazyRouteComponent(() => import('../session/set-password.tsx'), 'SetPassword'),
})

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyRouteComponent(async () => {
    const [page] = await Promise.all([import('../session/enrol.tsx'), showFurtherMessages(preferences.get().language)])
    return page
  }, 'EnrolPage'),
})

const acknowledge = createRoute({
  getParentRoute: () => root,
  path: '/acknowledge/$token',
  component: lazyRouteComponent(async () => {
    const language = preferences.get().language
    const [page] = await Promise.all([import('../session/acknowledge.tsx'), showFurtherMessages(language)])
    return page
  }, 'AcknowledgePage'),
})

export const publicPages = [signIn, setup, setPassword, enrol, acknowledge] as const
