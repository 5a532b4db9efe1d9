// Every page of the router with the keyboard alone: a new page is walked through without a line here.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type EveryPage, listAddresses, startEveryPage, visit, watchRequests, whole } from './every-page.ts'
import { listButtons, pressAndLeave, walk } from './keyboard-walk.ts'

const shared = {} as EveryPage
/** Pages without the frame of the console, and without dialogs. */
const beforeSignIn = /^\/(sign-in|setup|set-password|enrol|acknowledge)\b/
before(async () => void Object.assign(shared, await startEveryPage()))
after(() => shared.end?.())

test('Tab leads to every control of every page, and the focus can be seen on each', async (t) => {
  const page = await shared.open(t, '/about')
  const pending = watchRequests(page)
  const wrong: string[] = []
  for (const [place, address] of listAddresses(shared.ids).entries()) {
    await visit(page, pending, address)
    // What stands around the page is the same on every page.
    const found = await walk(page, place === 0 ? 'body' : 'main')
    wrong.push(...found.map((one) => `${address}: ${one}`))
  }
  assert.deepEqual(wrong, [])
})

test('the keyboard leads into every dialog of every page, through it, and back to the page', async (t) => {
  const page = await shared.open(t, '/about')
  const pending = watchRequests(page)
  // Nothing that is pressed changes anything: the next page is as the one before found it.
  await page.route('**/*', (route) => {
    const request = route.request()
    const reads = request.method() === 'GET' || new URL(request.url()).pathname.endsWith('/batch')
    return reads ? route.continue() : route.fulfill({ status: 503 })
  })
  const wrong: string[] = []
  for (const address of listAddresses(shared.ids).filter((one) => !beforeSignIn.test(one))) {
    await visit(page, pending, address)
    for (const button of await listButtons(page)) {
      const found = await pressAndLeave(page, button, () => whole(page, pending, `what ${button} opens`))
      wrong.push(...found.map((one) => `${address}, ${button}: ${one}`))
      await visit(page, pending, address)
    }
  }
  assert.deepEqual(wrong, [])
})
