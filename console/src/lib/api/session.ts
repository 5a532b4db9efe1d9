import { createStore } from '../store.ts'

/** Whether the server has told that the session is over. */
export const session = createStore<'running' | 'expired'>('running')

/** Settles when the person has signed in again. */
export const waitForSignIn = () =>
  new Promise<void>((resolve) => {
    session.set('expired')
    const stop = session.subscribe(() => {
      if (session.get() !== 'running') return
      stop()
      resolve()
    })
  })
