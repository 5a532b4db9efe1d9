import { after, before, type TestContext, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole, type View } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
})
after(async () => shared.end?.())

const open = (test: TestContext, path: string, view?: View) => shared.open(test, path, view)

test('the page of the nodes shows each node, whether it is ready, what it obeys, and its leases', async (t) => {
  const page = await open(t, '/nodes')
  const node = page.getByRole('article')
  await seen(node.getByText('This node'))
  await seen(node.getByText('Ready', { exact: true }))
  await seen(node.getByText(/^number [\d,]+, the newest$/))
  await seen(node.getByText(/^[0-9a-f]{6}, last seen /).first())
  await seen(node.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/))
  await accessible(page, 'nodes')
})
