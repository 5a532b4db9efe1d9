// Keeps what the lists and the dashboard showed last, so that a page that is loaded again shows it at once, marked as old.
// It stands in the storage of the tab while nobody looks at it, and no longer than the session: decision 0057.
import type { Query, QueryClient } from '@tanstack/react-query'
import { newUuid } from '../uuid.ts'

/** The meta of a query whose last answer is kept. It must hold no body, no header and no credential. */
export const keptAnswer = { isKept: true } as const

const answersKey = 'mediary-last-known'
/** Names the session of this browser. Without it, no tab shows what it kept. */
const sessionKey = 'mediary-session'
const maxLength = 1_000_000
/** Another build may have other shapes. */
const build = import.meta.url

type Kept = {
  build: string
  session: string
  until: number
  answers: readonly { key: readonly unknown[]; data: unknown; at: number }[]
}

/** The session in which this tab got what it shows. Without it nothing is kept. */
let ownSession: string | undefined

/** A browser may refuse its storage, or have no room in it. The console does without. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}

const readSession = () => attempt(() => localStorage.getItem(sessionKey)) ?? undefined

/** Notes that the session of this browser is running. A new one begins with nothing. */
export function noteSession(isNew = false) {
  ownSession = (isNew ? undefined : readSession()) ?? newUuid()
  const session = ownSession
  attempt(() => localStorage.setItem(sessionKey, session))
}

/** Ends the session: nothing that was kept is shown again, in any tab. */
export function endSession() {
  ownSession = undefined
  attempt(() => sessionStorage.removeItem(answersKey))
  attempt(() => localStorage.removeItem(sessionKey))
}

/** Takes what was kept out of the storage, into the cache. Returns whether there was anything. Every answer counts as old. */
export function takeLastKnown(client: QueryClient): boolean {
  const text = attempt(() => sessionStorage.getItem(answersKey))
  if (!text) return false
  attempt(() => sessionStorage.removeItem(answersKey))
  // What is of this build was written by the function below. A schema to read it would make the first view larger by a seventh.
  const kept = attempt((): Kept => JSON.parse(text))
  if (kept?.build !== build || kept.session !== readSession() || kept.until < Date.now()) return false
  for (const { key, data, at } of kept.answers) client.setQueryData(key, data, { updatedAt: at })
  void client.invalidateQueries({ refetchType: 'none' })
  return true
}

/** Keeps the answers while nobody sees the page, for when it is loaded again. `sessionTimeout`: how long an unused session lasts. */
export function keepLastKnown(client: QueryClient, getSessionTimeout: () => number | undefined) {
  const keep = () => {
    const [session, timeout] = [readSession(), getSessionTimeout()]
    if (!session || session !== ownSession || timeout === undefined) return
    const answers = selectAnswers(client.getQueryCache().getAll())
    // The session was used at the latest when the newest answer came.
    const until = Math.max(...answers.map(({ at }) => at)) + timeout
    const kept: Kept = { build, session, until, answers }
    attempt(() => sessionStorage.setItem(answersKey, JSON.stringify(kept)))
  }
  const follow = () => (document.hidden ? keep() : attempt(() => sessionStorage.removeItem(answersKey)))
  document.addEventListener('visibilitychange', follow)
  window.addEventListener('pagehide', keep)
}

/** Returns the newest answers, as many as there is room for. */
function selectAnswers(queries: readonly Query[]) {
  const all = queries
    .filter(({ meta, state }) => meta?.isKept === true && state.data !== undefined)
    .map(({ queryKey, state }) => ({ key: queryKey, data: firstPage(state.data), at: state.dataUpdatedAt }))
    .sort((a, b) => b.at - a.at)
  let room = maxLength
  return all.filter((answer) => {
    const { length } = JSON.stringify(answer)
    const fits = length <= room
    if (fits) room -= length
    return fits
  })
}

/** Of a list that was read further, its first page is kept. */
function firstPage(data: unknown) {
  if (typeof data !== 'object' || data === null || !('pages' in data) || !('pageParams' in data)) return data
  const { pages, pageParams } = data
  if (!Array.isArray(pages) || !Array.isArray(pageParams)) return data
  return { pages: pages.slice(0, 1), pageParams: pageParams.slice(0, 1) }
}
