import type { AnyRouter } from '@tanstack/react-router'

/** Begins to load the code and the messages of a page, while something else is awaited. A failure shows when it is opened. */
export function preloadPage(router: AnyRouter, path: string) {
  const [routes] = router.getMatchedRoutes(path)
  for (const route of routes) void Promise.resolve(router.loadRouteChunk(route)).catch(() => undefined)
}
