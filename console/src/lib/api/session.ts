import { createStore } from '../store.ts'

/** The state of the session, as the server last reported it. */
export const session = createStore<'running' | 'expired'>('running')

/** Waits until the user has signed in again. */
export const waitForSignIn = () =>
  new Promise<void>((resolve) => {
    session.set('expired')
    const stop = session.subscribe(() => {
      if (session.get() !== 'running') return
      stop()
      resolve()
    })
  })
