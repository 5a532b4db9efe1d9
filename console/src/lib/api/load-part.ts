import { systemApi } from '@mediary/contract/system'
import { call } from './call.ts'
import { Unintelligible } from './problem.ts'

/** Loads a part of the console. After a failure it calls the server, so that the error names the true cause. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    await call(systemApi.heartbeat, {})
    // The server is there: it was replaced meanwhile, and no longer has the part.
    throw new Unintelligible('A part of the console could not be loaded', { cause })
  }
}
