import { preferencesApi } from '@mediary/contract/users/preferences'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../lib/api/call.ts'
import { meQuery, useUser } from '../../lib/api/me.ts'
import { changePreferences, findChanges, preferences } from '../../lib/preferences.ts'
import { showLanguage } from '../../messages/current.ts'

/** A column that is being sized changes many times a second. */
const saveAfterMilliseconds = 500

/** Shows the console as its user has chosen it in any browser, and keeps what they choose now. */
export function usePersonalPreferences() {
  const user = useUser()
  const client = useQueryClient()
  // Whoever looks as another user keeps their own language.
  const own = user?.viewedBy ? undefined : user
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen here meanwhile is newer than what was loaded
  useEffect(() => {
    if (!own) return
    const { language, zone, rows, columns = {} } = own.preferences ?? {}
    changePreferences({ ...(zone && { zone }), ...(rows && { rows }), columns })
    const shown = language && language !== preferences.get().language ? showLanguage(language) : Promise.resolve()
    let stop = () => {}
    let left = false
    const follow = () => {
      if (!left) stop = saveChanges(client)
    }
    shown.then(follow, follow)
    return () => {
      left = true
      stop()
    }
  }, [own?._id])
}

/** Sends the server what is chosen from now on. Returns what ends it. */
function saveChanges(client: QueryClient) {
  let saved = preferences.get()
  let timer = 0
  const save = () => {
    clearTimeout(timer)
    const next = preferences.get()
    const body = findChanges(saved, next)
    saved = next
    client.setQueryData(meQuery.queryKey, (me) => me && { ...me, preferences: next })
    // Without the server the choice stays in this browser.
    if (Object.keys(body).length > 0) call(preferencesApi.save, { body }, { keepSession: true }).catch(() => undefined)
  }
  const stop = preferences.subscribe(() => {
    clearTimeout(timer)
    timer = window.setTimeout(save, saveAfterMilliseconds)
  })
  // Whoever leaves the page at once has chosen all the same.
  const leave = () => document.hidden && save()
  document.addEventListener('visibilitychange', leave)
  return () => {
    stop()
    document.removeEventListener('visibilitychange', leave)
    save()
  }
}
