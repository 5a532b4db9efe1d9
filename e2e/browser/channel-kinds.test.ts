import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { freePort } from '../../server/src/testing/ports.ts'
import { acknowledged, hl7, type MllpReceiver, readControl, sender, startReceiver } from '../mllp.ts'
import { accessible } from './axe.ts'
import { openLastRoute, openSections } from './channel-form.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console & { lab: MllpReceiver }
before(async () => {
  Object.assign(shared, await startConsole())
  shared.lab = await startReceiver((message) => acknowledged(message))
})
after(async () => {
  await shared.end?.()
  shared.lab?.stop()
})

type Stored = Record<string, unknown> & { _id: string; name: string; routes: { type: string }[] }
const findChannel = async (name: string) => {
  const found = (await shared.program.get<Stored[]>('/channels')).find((one) => one.name === name)
  assert.ok(found)
  return found
}

/** The form of a channel, and what the server found wrong with it. */
async function openForm(t: TestContext, path: string) {
  const page = await shared.open(t, path)
  const box = (label: string | RegExp) => page.getByRole('textbox', { name: label })
  return {
    page,
    box,
    choose: (label: string, option: RegExp) => chooseIn(page, label, option),
    save: () => page.getByRole('button', { name: 'Save Changes' }).click(),
    async refused(label: string | RegExp, value: string, fault: string) {
      await page.getByRole('button', { name: 'Save Changes' }).click()
      await seen(page.getByText(/^Not saved[.:]/))
      const field = page.getByLabel(label)
      const described = (await field.getAttribute('aria-describedby'))?.split(' ').filter(Boolean) ?? []
      const told = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()))
      assert.ok(
        told.some((text) => text?.includes(fault)),
        `${fault} stands not at its field: ${told}`,
      )
      assert.equal(await field.inputValue(), value)
    },
  }
}

async function chooseIn(page: Page, label: string, option: RegExp) {
  const select = page.getByLabel(label, { exact: true })
  const texts = await select.locator('option').allTextContents()
  await select.selectOption({ label: texts.find((text) => option.test(text)) ?? '' })
}

test('a channel for HL7 v2 over TCP is made: each fault stands at its field, and then messages come to its port', async (t) => {
  const [taken, tcpPort] = [await freePort(), await freePort()]
  const other = { name: 'other', type: 'tcp', authType: 'public', methods: [], tcpPort: taken }
  await shared.program.makeChannel(other, shared.upstream.port)
  const { page, box, choose, save, refused } = await openForm(t, '/channels/new')
  await box('Channel name').fill('admissions')
  await openSections(page, 'Matching')
  await seen(page.getByText('Try paths'))
  await openSections(page, 'How messages come')
  await choose('Type', /^TCP/)
  await gone(page.getByText('Try paths'))
  await box('Address to listen at (empty: all)').fill('127.0.0.1')
  await box('Route name').fill('lab')
  await openLastRoute(page)
  await choose('Speaks', /MLLP/)
  await box('Host').fill('127.0.0.1')
  await box(/^Port$/).fill(String(shared.lab.port))
  await refused('Port to listen at', '', 'a TCP channel needs a port')
  await box('Port to listen at').fill(String(taken))
  await refused('Who may use it', 'private', 'plain TCP cannot authenticate clients')
  await choose('Who may use it', /^Public/)
  await refused('Port to listen at', String(taken), `The channel "other" listens on port ${taken} already`)
  await accessible(page, 'a TCP channel with a fault')
  assert.equal(await box('Address to listen at (empty: all)').inputValue(), '127.0.0.1')
  await box('Port to listen at').fill(String(tcpPort))
  await save()
  await seen(page.getByText('The channel admissions is made.'))
  const made = await findChannel('admissions')
  assert.deepEqual([made.type, made.tcpHost, made.tcpPort, made.routes[0]?.type], ['tcp', '127.0.0.1', tcpPort, 'mllp'])
  const system = await sender(tcpPort)
  t.after(() => system.end())
  const [ack = ''] = await system.send([hl7('A1')])
  assert.deepEqual(readControl(ack), ['AA', 'A1'])
})

test('a polling channel gets a schedule, is polled at once when asked, and keeps what the form has no field for', async (t) => {
  const alerts = [{ condition: 'status', status: '5xx', groups: [], users: [] }]
  const polling = {
    name: 'feed',
    type: 'polling',
    methods: [],
    urlPattern: '_polling',
    pollingSchedule: '1 day',
    alerts,
  }
  await shared.program.makeChannel(polling, shared.upstream.port)
  const { _id } = await findChannel('feed')
  const { page, box, choose, save, refused } = await openForm(t, `/channels/${_id}?edit=intake`)
  await box('Schedule').fill('now and then')
  await refused('Schedule', 'now and then', 'is neither cron')
  await box('Schedule').fill('0 3 * * *')
  await save()
  await seen(page.getByText('The channel is saved.'))
  const saved = await findChannel('feed')
  assert.deepEqual([saved.pollingSchedule, saved.alerts], ['0 3 * * *', alerts])
  // What another type has no use for is there again when the type is chosen again.
  await choose('Type', /^HTTP/)
  await choose('Type', /^Polling/)
  assert.equal(await box('Schedule').inputValue(), '0 3 * * *')
  await page.getByRole('button', { name: 'Back to the channel' }).click()
  const before = shared.upstream.seen.length
  await page.getByRole('button', { name: 'Poll now' }).click()
  await seen(page.getByText('The upstream answered well.'))
  assert.equal(shared.upstream.seen.length, before + 1)
  await accessible(page, 'a polling channel')
})

test('a route to the gateway itself is warned of while it is typed, and can be saved', async (t) => {
  await shared.program.makeChannel({ name: 'inward' }, shared.upstream.port)
  const { page, box, save } = await openForm(t, `/channels/${(await findChannel('inward'))._id}?edit=routes`)
  const port = shared.program.ports.http
  await box('Port').last().fill(String(port))
  await seen(page.getByText(`Port ${port} of this host belongs to this gateway.`))
  await box('Port').last().fill('65000')
  await gone(page.getByText('belongs to this gateway'))
  await box('Port').last().fill(String(port))
  await seen(page.getByText('belongs to this gateway'))
  await accessible(page, 'a channel with a route to the gateway')
  await save()
  await seen(page.getByText('The channel is saved.'))
})
