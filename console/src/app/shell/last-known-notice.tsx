import type { Query, QueryCache } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatShortMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './shell.module.css'

/** An answer that is newer is shown as the state of now. */
const oldAfterMilliseconds = 10_000

/** Says that what is shown is the last known state, and of when, until the newest answers are there. */
export function LastKnownNotice() {
  const t = useMessages('app')
  const clock = useClock()
  const at = useLastKnownTime()
  return (
    <div className={classes.lastKnown} role="status" data-testid="last-known">
      {at !== undefined && <span>{t('last-known', { time: formatShortMoment(at, clock, Date.now()) })}</span>}
    </div>
  )
}

/** Returns the time of the oldest answer that a page began with, and for which the newest is being asked. */
function useLastKnownTime(): number | undefined {
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback((tell: () => void) => followOpened(cache, tell), [cache])
  return useSyncExternalStore(subscribe, () => findOldest(cache))
}

/** The answers that were old when a page began to show them. A list that updates itself while it is shown is none of them. */
const opened = new WeakSet<Query>()

function followOpened(cache: QueryCache, tell: () => void) {
  const isOld = ({ state }: Query) =>
    state.data !== undefined && state.dataUpdatedAt < Date.now() - oldAfterMilliseconds
  for (const query of cache.getAll()) if (isOld(query)) opened.add(query)
  return cache.subscribe(({ type, query }) => {
    if (type === 'observerAdded' && query.getObserversCount() === 1 && isOld(query)) opened.add(query)
    if (!isOld(query)) opened.delete(query)
    tell()
  })
}

function findOldest(cache: QueryCache): number | undefined {
  const times = cache
    .getAll()
    .filter((query) => opened.has(query) && query.isActive() && query.state.fetchStatus === 'fetching')
    .map(({ state }) => state.dataUpdatedAt)
  return times.length > 0 ? Math.min(...times) : undefined
}
