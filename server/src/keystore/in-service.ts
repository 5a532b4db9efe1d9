import type { KeystoreStore } from './store.ts'

export type InService = Awaited<ReturnType<typeof inService>>

/**
 * Compares the keystore with what the gateway's workers were started with: a change and its undoing need no restart.
 * `served` is what they were started with, when that was before this process began.
 */
export async function inService(
  keystore: Pick<KeystoreStore, 'state' | 'rememberGood'>,
  restart: (state: string) => Promise<void>,
  served?: string,
) {
  const serves = { state: served ?? (await keystore.state()) }
  return {
    served: () => serves.state,

    /** Resolves when every worker has been replaced. */
    async restart() {
      const state = await keystore.state()
      await restart(state)
      serves.state = state
      await keystore.rememberGood()
    },
  }
}
