import { preferencesApi } from '@mediary/contract/users/preferences'
import { useEffect } from 'react'
import { call } from '../../lib/api/call.ts'
import { useUser } from '../../lib/api/me.ts'
import { changePreferences, preferences } from '../../lib/preferences.ts'
import { showLanguage } from '../../messages/current.ts'

/** Shows the console as its user has chosen it in any browser, and keeps what they choose now. */
export function usePersonalPreferences() {
  const user = useUser()
  // Whoever looks as another user keeps their own language.
  const own = user?.viewedBy ? undefined : user
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen here meanwhile is newer than what was loaded
  useEffect(() => {
    if (!own) return
    const { language, zone, rows } = own.preferences ?? {}
    changePreferences({ ...(zone && { zone }), ...(rows && { rows }) })
    const shown = language && language !== preferences.get().language ? showLanguage(language) : Promise.resolve()
    let stop = () => {}
    let left = false
    const follow = () => {
      if (left) return
      stop = preferences.subscribe(() => {
        // Without the server the choice stays in this browser.
        call(preferencesApi.save, { body: preferences.get() }, { keepSession: true }).catch(() => undefined)
      })
    }
    shown.then(follow, follow)
    return () => {
      left = true
      stop()
    }
  }, [own?._id])
}
