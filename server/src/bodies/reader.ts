import { issue } from '@mediary/contract/problem'
import { type Caller, may } from '../platform/http/caller.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { BodyStore } from './store.ts'
import { isUnreadableBody } from './unreadable.ts'
import type { BodyViews } from './views.ts'

type Of = { id: string; channel: string }
type Deps = {
  bodies: BodyStore
  views: Pick<BodyViews, 'note'>
  demandsReason: (channel: string) => Promise<boolean>
}

export type BodyReader = ReturnType<typeof bodyReader>

/** Bodies hold patients' data: seeing one needs a permission of its own, a reason where the channel asks, and is noted. */
export function bodyReader({ bodies, views, demandsReason }: Deps) {
  const maySee = ({ channel }: Of, caller: Caller) => may(caller, 'transaction-view-body-all', channel)

  return {
    maySee,

    /** Those parts that the caller may see, `limit` bytes of each. */
    async shown(of: Of, names: string[], by: { caller: Caller; limit: number; reason?: string | undefined }) {
      if (names.length === 0 || !maySee(of, by.caller)) return {}
      if (by.reason === undefined && (await demandsReason(of.channel))) return {}
      const found: [string, Uint8Array][] = []
      for (const part of names) {
        const bytes = await firstReadable(bodies, { id: of.id, part, limit: by.limit })
        if (bytes) found.push([part, bytes])
      }
      await views.note(found.map(([part]) => ({ of, part, caller: by.caller, reason: by.reason })))
      return Object.fromEntries(found)
    },

    /** All of one; undefined when it is not kept. The caller may see it. */
    async whole(of: Of, part: string, by: { caller: Caller; reason: string | undefined }) {
      if (by.reason === undefined && (await demandsReason(of.channel)))
        throw invalidRequest([issue('reason', 'body-needs-reason')])
      const chunks = bodies.chunks(of.id, part)
      const first = await chunks.next()
      if (first.done) return undefined
      await views.note([{ of, part, caller: by.caller, reason: by.reason }])
      return continued(first.value, chunks)
    },
  }
}

async function* continued(first: Uint8Array, rest: AsyncGenerator<Uint8Array>) {
  yield first
  yield* rest
}

/** One body that cannot be read does not hide the rest of its transaction: whoever asks for that body is told. */
const firstReadable = (bodies: BodyStore, { id, part, limit }: { id: string; part: string; limit: number }) =>
  bodies.first(id, part, limit).catch((error: unknown) => {
    if (isUnreadableBody(error)) return undefined
    throw error
  })
