import { Changed, liveApi, type Topic } from '@mediary/contract/live'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

const tryAgainAfter = 10_000

/** The first word of the keys of what each topic is about. */
const queryKeys: Record<Topic, readonly string[]> = {
  clients: ['clients'],
  roles: ['roles'],
  channels: ['channels'],
  mediators: ['mediators'],
  contactGroups: ['contact-groups'],
  certificates: ['keystore'],
  users: ['users', 'user-roles'],
  settings: ['mechanisms'],
  transactions: ['transactions'],
  tasks: ['tasks'],
  retention: ['retention'],
  refusals: ['refusals'],
  metrics: ['metrics'],
  me: ['me'],
}
const every = Object.keys(queryKeys).filter((topic): topic is Topic => Object.hasOwn(queryKeys, topic))

/** A list that is paused says so in its meta; one of several loaded pages is not asked for as a whole again. */
const isPaused = ({ meta, state }: { meta: Record<string, unknown> | undefined; state: { data: unknown } }) => {
  if (meta?.live === false) return true
  const { data } = state
  return (
    typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && data.pages.length > 1
  )
}

function refresh(client: QueryClient, topics: Iterable<Topic>) {
  const keys = new Set([...topics].flatMap((topic) => queryKeys[topic]))
  void client.invalidateQueries({
    predicate: (query) => keys.has(String(query.queryKey[0])) && !isPaused(query),
  })
}

/** Hears from the server which lists have changed, and reads those that are shown anew. Only while somebody looks. */
export function useLiveUpdates() {
  const client = useQueryClient()
  useEffect(() => listen(client), [client])
}

function listen(client: QueryClient) {
  const pending = new Set<Topic>()
  let source: EventSource | undefined
  let retryTimer = 0

  // What is being saved stands before what the server told a moment ago.
  const flush = () => {
    if (pending.size === 0 || client.isMutating() > 0) return
    refresh(client, pending)
    pending.clear()
  }
  const stopWaiting = client.getMutationCache().subscribe(() => setTimeout(flush))

  const close = () => {
    clearTimeout(retryTimer)
    source?.close()
    source = undefined
  }
  const open = () => {
    close()
    const opened = new EventSource(liveApi.listen.path)
    source = opened
    // What happened while nobody listened.
    opened.onopen = () => refresh(client, every)
    opened.addEventListener('changed', ({ data }) => {
      for (const topic of Changed.safeParse(JSON.parse(data)).data ?? []) pending.add(topic)
      flush()
    })
    opened.onerror = () => {
      // A broken connection is made again by the browser; a refusal is not.
      if (opened.readyState === EventSource.CLOSED) retryTimer = window.setTimeout(open, tryAgainAfter)
    }
  }
  // Browsers allow a site few connections: pages that nobody sees hold none.
  const follow = () => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    stopWaiting()
    close()
  }
}
