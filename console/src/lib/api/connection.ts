import { createStore } from '../store.ts'

type Connection = 'reached' | 'slow' | 'lost' | 'restarting'

const slowAfterMilliseconds = 6000

/** What the last calls showed of the server. */
export const connection = createStore<Connection>('reached')

/** Follows one call: tells that the server is slow when the answer takes long. */
export async function reportSlowness<T>(work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    if (connection.get() === 'reached') connection.set('slow')
  }, slowAfterMilliseconds)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    if (connection.get() === 'slow') connection.set('reached')
  }
}
