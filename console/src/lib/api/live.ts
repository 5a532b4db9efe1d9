import { liveApi, type Topic } from '@mediary/contract/operations/live'
import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { buildAddress } from './call.ts'

const tryAgainAfter = 10_000
/** A connection that takes longer was refused once, or tried twice. */
const maxConnectMilliseconds = 5_000
const maxAge = 86_400_000

/** The first word of the query keys of each topic. */
const queryKeys: Record<Topic, readonly string[]> = {
  clients: ['clients', 'history'],
  roles: ['roles', 'history'],
  channels: ['channels', 'history'],
  mediators: ['mediators', 'history'],
  contactGroups: ['contact-groups', 'history'],
  notices: ['notices'],
  visualizers: ['visualizers', 'history'],
  apps: ['apps', 'history'],
  savedViews: ['saved-views', 'history'],
  certificates: ['keystore', 'history'],
  users: ['users', 'user-roles', 'history'],
  settings: ['mechanisms', 'notice-settings', 'history'],
  transactions: ['transactions'],
  tasks: ['tasks'],
  retention: ['retention'],
  refusals: ['refusals'],
  issues: ['issues'],
  metrics: ['metrics'],
  health: ['health'],
  me: ['me'],
}
const isTopic = (value: unknown): value is Topic => typeof value === 'string' && Object.hasOwn(queryKeys, value)
const every = Object.keys(queryKeys).filter(isTopic)

/** Returns the topics of a `changed` event. Those of a newer server mean nothing here. */
function readTopics(data: string): Topic[] {
  const topics: unknown = JSON.parse(data)
  return Array.isArray(topics) ? topics.filter(isTopic) : []
}

/** Returns whether a list is paused: its meta says so, or it has several loaded pages, which are not fetched again as a whole. */
const isPaused = ({ meta, state }: { meta: Record<string, unknown> | undefined; state: { data: unknown } }) => {
  if (meta?.live === false) return true
  const { data } = state
  return (
    typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && data.pages.length > 1
  )
}

function refresh(client: QueryClient, topics: Iterable<Topic>) {
  const keys = new Set([...topics].flatMap((topic) => queryKeys[topic]))
  const isAffected = (paused: boolean) => (query: Query) =>
    keys.has(String(query.queryKey[0])) && isPaused(query) === paused
  void client.invalidateQueries({ predicate: isAffected(false) })
  const paused = client.getQueryCache().findAll({ predicate: isAffected(true) })
  for (const query of paused) {
    const mark = () => client.invalidateQueries({ predicate: (one) => one === query, refetchType: 'none' })
    void mark()
    // A fetch that is under way takes the mark away when it ends, and its answer may be older than the change.
    if (query.state.fetchStatus === 'fetching') query.promise?.then(mark, () => undefined)
  }
}

/** Refreshes the shown lists when the server announces a change, while the page is visible. */
export function useLiveUpdates() {
  const client = useQueryClient()
  useEffect(() => listen(client), [client])
}

function listen(client: QueryClient) {
  const pending = new Set<Topic>()
  let source: EventSource | undefined
  // No list is older than the page. From the moment a connection ends, lists grow old.
  let freshUntil = 0
  let retryTimer = 0

  // A change that is being saved goes before an announced change.
  const flush = () => {
    if (pending.size === 0 || client.isMutating() > 0) return
    refresh(client, pending)
    pending.clear()
  }
  const stopWaiting = client.getMutationCache().subscribe(() => setTimeout(flush))

  const close = () => {
    clearTimeout(retryTimer)
    if (source?.readyState === EventSource.OPEN) freshUntil = performance.now()
    source?.close()
    source = undefined
  }
  const open = () => {
    close()
    const begun = performance.now()
    const age = Math.ceil(begun - freshUntil) + maxConnectMilliseconds
    const opened = new EventSource(buildAddress(liveApi.listen, { query: { age: Math.min(age, maxAge) } }))
    source = opened
    // The server names what changed before the connection. Later the browser connects again with the same age.
    opened.onopen = () => {
      if (performance.now() - begun > maxConnectMilliseconds) refresh(client, every)
      opened.onopen = () => refresh(client, every)
    }
    opened.addEventListener('changed', ({ data }) => {
      for (const topic of readTopics(data)) pending.add(topic)
      flush()
    })
    opened.onerror = () => {
      // A broken connection is made again by the browser; a refusal is not.
      if (opened.readyState === EventSource.CLOSED) retryTimer = window.setTimeout(open, tryAgainAfter)
    }
  }
  // Browsers allow a site few connections, so a hidden page holds none.
  const follow = () => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    stopWaiting()
    close()
  }
}
