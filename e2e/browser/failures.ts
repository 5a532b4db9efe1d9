import type { Page, Route } from 'playwright-core'
import { until } from '../until.ts'
import type { Console } from './console.ts'

/** The failures of the next request that changes something, and what the server has of it afterwards. */
export const failures = {
  /** The connection breaks before the request is there. */
  before: (route: Route) => route.abort('connectionrefused'),
  /** The server does its work, and the connection breaks before its answer is here. */
  after: async (route: Route) => {
    await route.fetch()
    await route.abort('connectionreset')
  },
  fails: (route: Route) => route.fulfill({ status: 500, body: 'It failed' }),
  /** The server does its work, and something on the way puts a page of its own in place of the answer. */
  garbled: async (route: Route) => {
    const response = await route.fetch()
    await route.fulfill({ response, headers: { 'content-type': 'application/json' }, body: '<html>' })
  },
} as const satisfies Record<string, (route: Route) => Promise<void>>

/** Refuses batches, so that the page makes each call alone and a test can answer it. */
export const refuseBatches = (page: Page) => page.route('**/batch?*', (route) => route.fulfill({ status: 414 }))

/** Fails every write to these addresses while `work` is done. */
export async function failing(page: Page, glob: string, how: keyof typeof failures, work: () => Promise<unknown>) {
  await page.route(glob, (route) => (route.request().method() === 'GET' ? route.fallback() : failures[how](route)))
  await work()
  await page.unroute(glob)
}

/** Ends the control process the hard way; the program starts another one. */
export function killControl({ program }: Console): number {
  const control = program.processes().find(({ kind }) => kind === 'control')
  if (!control) throw new Error('there is no control process')
  process.kill(control.pid, 'SIGKILL')
  return control.pid
}

export const controlIsBack = ({ program }: Console, former: number) =>
  until('another control process answers', async () => {
    const control = program.processes().find(({ kind }) => kind === 'control')
    if (!control || control.pid === former) return false
    return (await fetch(`${program.base}/heartbeat`).catch(() => undefined))?.ok
  })
