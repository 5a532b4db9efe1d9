import { buildOffsets } from '../metrics/index.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { findHold } from './choices/rules.ts'
import { type DeliveryDeps, deliver } from './delivery/deliver.ts'
import { toDeliveryError } from './delivery/delivery-error.ts'
import type { OpenedNotice } from './rows.ts'
import type { NoticeStore } from './store.ts'

const times = { round: 1_000, prune: 3_600_000 }
const atOnce = 10

type Deps = DeliveryDeps & { notices: NoticeStore; changed?: (() => void) | undefined; now?: () => number; log: Log }

/** Makes one attempt to deliver a claimed notice, and stores how it ended. */
export async function sendClaimed(notice: OpenedNotice, deps: Omit<Deps, 'log'>): Promise<void> {
  const now = deps.now ?? Date.now
  const choices = (await deps.findUser(notice.recipient))?.notices
  const until = findHold(notice, choices, now(), buildOffsets(choices?.timeZone ?? 'UTC'))
  if (until !== undefined) {
    await deps.notices.hold(notice, until, now())
    deps.changed?.()
    return
  }
  const error = await deliver(notice, deps).then(() => undefined, toDeliveryError)
  if (error) await deps.notices.markFailed(notice, error, now())
  else await deps.notices.markSent(notice, now())
  deps.changed?.()
}

/** Delivers what waits in the outbox, off the path of requests. Several nodes may do it: each notice is claimed by one. */
export function noticeSender(deps: Deps): Periodic {
  const now = deps.now ?? Date.now
  let prunedAt = 0
  let isFirst = true
  return every(
    times.round,
    'sending notices',
    async (stopping) => {
      if (isFirst) await deps.notices.releaseLeft(now())
      isFirst = false
      if (now() - prunedAt > times.prune) {
        prunedAt = now()
        await deps.notices.prune(prunedAt)
      }
      await deps.notices.releaseTurns(now())
      await deps.notices.release(now(), deps)
      while (!stopping.aborted) {
        const claimed = await deps.notices.claim(atOnce, now())
        await Promise.all(claimed.map((notice) => sendClaimed(notice, deps)))
        if (claimed.length < atOnce) return
      }
    },
    deps.log,
  )
}
