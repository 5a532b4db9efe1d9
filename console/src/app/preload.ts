import type { Permissions } from '@mediary/contract/permission'
import type { QueryClient } from '@tanstack/react-query'
import type { AnyRouter } from '@tanstack/react-router'
import { transactionPages } from '../features/transactions/list/queries.ts'
import { channelsQuery, clientsQuery } from '../lib/api/queries.ts'
import { mayAny } from '../lib/permissions.ts'

/** Begins to load the code and the messages of a page, while something else is awaited. A failure shows when it is opened. */
export function preloadPage(router: AnyRouter, path: string) {
  const [routes] = router.getMatchedRoutes(path)
  for (const route of routes) void Promise.resolve(router.loadRouteChunk(route)).catch(() => undefined)
}

/** Begins to ask for what the landing page and the list of transactions show first, as far as the user may see it. */
export function prefetchLists(client: QueryClient, permissions: Permissions, path: string) {
  if (mayAny(permissions, 'channel-view-all')) void client.prefetchQuery(channelsQuery)
  if (mayAny(permissions, 'client-view-all')) void client.prefetchQuery(clientsQuery)
  if (path === '/transactions' && mayAny(permissions, 'transaction-view-all'))
    void client.prefetchInfiniteQuery(transactionPages({}, true))
}
