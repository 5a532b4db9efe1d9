import { createRouter } from '@tanstack/react-router'
import { parseParameters, writeParameters } from '../lib/address.ts'
import { consolePath } from '../lib/base-path.ts'
import { administrationPages } from './routes/administration.ts'
import { oversightPages } from './routes/oversight.ts'
import { publicPages } from './routes/public.ts'
import { inside, root } from './routes/root.tsx'
import { trafficPages } from './routes/traffic.ts'
import { NoSuchPage } from './shell/guard.tsx'

export const router = createRouter({
  routeTree: root.addChildren([
    ...publicPages,
    inside.addChildren([...trafficPages, ...administrationPages, ...oversightPages]),
  ]),
  basepath: consolePath,
  parseSearch: parseParameters,
  stringifySearch: writeParameters,
  defaultNotFoundComponent: NoSuchPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
