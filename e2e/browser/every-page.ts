// Every page of the console with something on it, as the router lists them: no test of all pages can forget a new one.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { freePort } from '../../server/src/testing/ports.ts'
import { until } from '../until.ts'
import { startConsole } from './console.ts'

const root = join(import.meta.dirname, '../..')

/** A console with an entry on every page. A new page with a parameter needs an id here. */
export async function startEveryPage() {
  const console = await startConsole()
  const ids: Record<string, string | undefined> = { mediators: 'urn:mediator:lab', roles: 'clinic' }
  const { program, upstream } = console
  await program.makeChannel({ name: 'lab', allow: ['clinic'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  await program.makeChannel({ name: 'dead', allow: ['clinic'] }, await freePort())
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinique A', customTokenID: 'clinic-token' })
  const send = (path: string, token = 'clinic-token') =>
    fetch(program.http + path, { headers: { authorization: `Custom ${token}` } })
  for (const path of ['/lab/1', '/lab/2', '/dead/1', '/registry/1', '/nowhere']) await send(path)
  await send('/lab/1', 'wrong')
  const made = [
    await program.call('POST', '/mediators', {
      urn: ids.mediators,
      version: '1.0.0',
      name: 'Lab mediator',
      endpoints: [{ name: 'main', host: '127.0.0.1', port: upstream.port, type: 'http' }],
      configDefs: [{ param: 'mode', displayName: 'Lab mode', type: 'option', values: ['a', 'b'] }],
    }),
    await program.call('POST', '/groups', {
      group: 'Lab',
      users: [{ user: program.admin.email, method: 'email', maxAlerts: '1 per day' }],
    }),
  ]
  for (const { status, text } of made) assert.equal(status, 201, text)
  const [transaction] = await program.get<{ _id: string }[]>('/transactions')
  const rerun = await program.call('POST', '/tasks', { tids: [transaction?._id], batchSize: 1, paused: true })
  assert.equal(rerun.status, 201, rerun.text)
  const [[task], [channel]] = await Promise.all([
    program.get<{ _id: string }[]>('/tasks'),
    program.get<{ _id: string }[]>('/channels'),
  ])
  const [client] = await program.get<{ _id: string }[]>('/clients')
  const findFailure = async () => (await program.get<{ _id: string }[]>('/issues?kind=failure'))[0]
  const issue = await until('the failure is an issue', findFailure)
  Object.assign(ids, {
    clients: client?._id,
    transactions: transaction?._id,
    tasks: task?._id,
    issues: issue._id,
    channels: channel?._id,
  })
  return { ...console, ids }
}
export type EveryPage = Awaited<ReturnType<typeof startEveryPage>>

/** Lists the addresses of the router, with the ids of what stands on the pages. */
export function listAddresses(ids: EveryPage['ids']) {
  const folder = join(root, 'console/src/app/routes')
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const paths = sources.flatMap((source) => [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path ?? ''))
  return paths.map((path) =>
    path.replace(/([a-z-]+)\/\$(\w+)$/, (_all, collection: string, name: string) => {
      if (name === 'token') return `${collection}/unknown`
      return `${collection}/${ids[collection] ?? assert.fail(`No id for ${path}`)}`
    }),
  )
}

/** Goes to an address of the console without loading it anew, and waits until nothing is being fetched. */
export async function visit(page: Page, pending: Set<unknown>, address: string) {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/console${address}`)})`)
  await whole(page, pending, address)
}

/** Waits until a page is drawn and nothing is being fetched. */
export async function whole(page: Page, pending: Set<unknown>, what: string) {
  // Without a timeout Chromium may put off what is idle until somebody moves the mouse.
  const whenIdle = 'new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done, { timeout: 500 })))'
  // The code and the messages of a page come before its data, and React shows for a while that it waits for them.
  const isWhole = "document.querySelector('.mantine-Loader-root') === null"
  const drawn = () => page.evaluate(`${whenIdle}.then(() => ${whenIdle}).then(() => ${isWhole})`)
  await until(
    `${what} is shown`,
    async () => (await drawn()) && pending.size === 0 && (await drawn()) && pending.size === 0,
  )
}

export function watchRequests(page: Page) {
  const pending = new Set<unknown>()
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') pending.add(request)
  })
  page.on('requestfinished', (request) => void pending.delete(request))
  page.on('requestfailed', (request) => void pending.delete(request))
  return pending
}
