import { createStore } from '../store.ts'

type Connection = 'reached' | 'slow' | 'lost' | 'restarting'

const slowAfterMilliseconds = 6000

/** The state of the connection, from the last calls. */
export const connection = createStore<Connection>('reached')

/** True when the server is in shadow mode: its answers say so. */
export const shadowMode = createStore(false)

/** Reports that the server is slow when a call takes long. */
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
