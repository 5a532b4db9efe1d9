import { after, before, type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'

// The pages of issues: failures of an upstream become an issue, which a person takes, reruns and resolves.

const shared = {} as Console
const open = (test: TestContext, path: string, view = {}) => shared.open(test, path, view)
const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
const send = async (path: string) =>
  (await fetch(`${shared.program.http}${path}`, { method: 'POST', body: 'x', headers: { authorization } })).text()
type Issue = { _id: string; count: number; state: string }
const list = () => shared.program.get<Issue[]>('/issues?kind=failure')

before(async () => {
  Object.assign(shared, await startConsole())
  const { program } = shared
  await program.makeChannel({ name: 'broken', methods: ['POST'] }, 1)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  for (let i = 0; i < 3; i++) await send(`/broken/${i}`)
  await until('the failures are one issue', async () => (await list()).some(({ count }) => count === 3))
})
after(() => shared.end?.())

test('an issue is found from the problems, taken by a person, rerun and resolved, and comes back', async (t) => {
  const { program, upstream } = shared
  const page = await open(t, '/now')
  await page.getByRole('main').getByRole('link', { name: 'Issues' }).click()
  const found = page.getByRole('link', { name: /refused the connection/ })
  await seen(found)
  await accessible(page, 'the list of issues')
  await found.click()
  await seen(page.getByRole('link', { name: 'Clinic 1' }))
  await accessible(page, 'an issue')

  await page.getByRole('button', { name: 'Take it' }).click()
  await page.getByLabel('Note').fill('The registry was off.')
  await page.getByRole('button', { name: 'Save' }).click()
  await seen(page.getByText('The issue is saved.'))

  const [channel] = await program.get<{ _id: string; routes: object[] }[]>('/channels')
  const routes = channel?.routes.map((route) => ({ ...route, port: upstream.port }))
  await program.call('PUT', `/channels/${channel?._id}`, { routes })
  await page.getByRole('button', { name: 'Fix and rerun these 3' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /3/ }).last().click()
  await until('the upstream got them', () => upstream.seen.length === 3)
  const [issue] = await list()
  const again = await open(t, `/issues/${issue?._id}`)
  await seen(again.getByText('A rerun of every request has succeeded. You can resolve the issue.'))
  await again.getByRole('button', { name: 'Resolve' }).click()
  await seen(again.getByText('The issue is resolved.', { exact: false }))

  await program.call('PUT', `/channels/${channel?._id}`, { routes: channel?.routes })
  await send('/broken/again')
  await until('it has come back', async () =>
    (await list()).some(({ state, count }) => state === 'open' && count === 4),
  )
  const back = await open(t, '/issues')
  await seen(back.getByText('Came back', { exact: true }))
  await seen(back.getByRole('cell', { name: program.admin.email }))
})
