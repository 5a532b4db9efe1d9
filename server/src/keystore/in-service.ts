import type { KeystoreStore } from './store.ts'

/** Compares the keystore with what the gateway's workers were started with: a change and its undoing need no restart. */
export async function inService(
  keystore: Pick<KeystoreStore, 'state' | 'rememberGood'>,
  restart: () => Promise<void>,
  immediately: boolean,
) {
  const served = { state: await keystore.state() }
  return {
    /** Resolves when every worker has been replaced. */
    async restart() {
      const state = await keystore.state()
      await restart()
      served.state = state
      await keystore.rememberGood()
    },
    restartRequired: async () => !immediately && (await keystore.state()) !== served.state,
  }
}
