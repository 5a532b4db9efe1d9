import type { Channel } from '@mediary/contract/channels'
import { type Route, unchangedRoutePassword } from '@mediary/contract/channels/route'
import type { Secrets } from '../platform/secrets.ts'

type WithRoutes = { routes: Route[] }

const mapPasswords = <T extends WithRoutes>(channel: T, change: (route: Route) => string | undefined): T => ({
  ...channel,
  routes: channel.routes.map((route) => ({ ...route, password: change(route) })),
})

/** As it is kept: passwords sealed. A mask that is sent back means the one that was there. */
export const sealPasswords = <T extends WithRoutes>(channel: T, former: Channel | undefined, { seal }: Secrets): T =>
  mapPasswords(channel, ({ password, _id, name }) => {
    if (password !== unchangedRoutePassword) return password && seal(password)
    return former?.routes.find((route) => (_id ? route._id === _id : route.name === name))?.password
  })

/** As the gateway uses it. */
export const openPasswords = (channel: Channel, { open }: Secrets): Channel =>
  mapPasswords(channel, ({ password }) => password && open(password))

/** As it is shown. */
export const maskPasswords = (channel: Channel): Channel =>
  mapPasswords(channel, ({ password }) => password && unchangedRoutePassword)
