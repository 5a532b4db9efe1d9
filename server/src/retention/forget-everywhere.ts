import { setTimeout as pause } from 'node:timers/promises'
import type { KeyForgetting } from '../bodies/index.ts'
import type { NodeStore } from '../nodes/index.ts'

const confirmationTimeout = 15_000
const checkInterval = 100

type Deps = { forgetting: KeyForgetting; nodes: Pick<NodeStore, 'list'>; node: string }

/** Returns the functions that destroy a key of sealed bodies on all nodes. */
export function forgetEverywhere({ forgetting, nodes, node }: Deps) {
  const listOthers = async () => (await nodes.list()).filter(({ id, isAlive }) => isAlive && id !== node)
  return {
    /** Tells whether other nodes serve, which may have keys of their own. */
    hasOthers: async () => (await listOthers()).length > 0,

    /** Resolves with true when every living node has destroyed the key. One that is away does it before it serves again. */
    async forget(channel: string, month: string): Promise<boolean> {
      const number = await forgetting.order(channel, month)
      await forgetting.apply()
      const began = performance.now()
      for (;;) {
        if ((await listOthers()).every(({ facts }) => facts.forgotten >= number)) return true
        if (performance.now() - began > confirmationTimeout) return false
        await pause(checkInterval)
      }
    },
  }
}
export type ForgetEverywhere = ReturnType<typeof forgetEverywhere>
