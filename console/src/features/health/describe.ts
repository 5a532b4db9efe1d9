import type { RouteHealth } from '@mediary/contract/operations/health'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment, formatStart } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { findChannelState, findTroubleStart } from './rules.ts'

/** Returns the function that describes the last failure of a route in words. */
export function useFailureText() {
  const t = useMessages('health')
  const recorded = useRecordedText()
  return ({ lastFailure }: RouteHealth) => {
    if (!lastFailure) return undefined
    const { kind, status = '', message } = lastFailure
    return kind === 'server-error' ? t('answered', { status }) : recorded(message)
  }
}

/** Returns the function that says when the route answered last, and when it was tried last. */
export function useLastTimes() {
  const t = useMessages('health')
  const clock = useClock()
  const toDistance = (time: string) => formatDistance(time, Date.now(), clock.language)
  const toMoment = (time: string) => `${toDistance(time)} (${formatMoment(time, clock)})`
  return ({ lastGood, lastTried }: RouteHealth): string[] => [
    lastGood ? t('last-good', { time: toMoment(lastGood) }) : t('last-good.never'),
    ...(lastTried && lastTried !== lastGood ? [t('last-tried', { time: toDistance(lastTried) })] : []),
  ]
}

/** Returns the function that says since when a channel is down or failing, in few words. */
export function useSinceText() {
  const t = useMessages('health')
  const clock = useClock()
  return (routes: readonly RouteHealth[], channel: string) => {
    const state = findChannelState(routes, channel)
    const since = state && findTroubleStart(routes, channel, state)
    return since && t('since.short', { time: formatStart(since, clock, Date.now()) })
  }
}
