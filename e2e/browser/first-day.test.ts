import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// The checklist of the first day: it lets the client use the channel, and listens for the first request.

const shared = {} as Console
before(async () => void Object.assign(shared, await startConsole()))
after(() => shared.end?.())

test('a newcomer who is refused sees why within seconds, and the button that fixes it', async (t) => {
  const { program, upstream } = shared
  const page = await shared.open(t, '/')
  const checklist = page.getByRole('region', { name: 'Your first day' })
  await seen(checklist.getByText('Let the client use the channel'))
  await program.makeChannel({ name: 'lab', allow: [] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], password: 'correct horse' })
  const step = checklist.getByRole('listitem').filter({ hasText: 'Let Clinic use lab' })
  await seen(step.getByText('to do'))
  await seen(checklist.getByText('Waiting for the request…'))

  const authorization = `Basic ${Buffer.from('clinic:correct horse').toString('base64')}`
  const send = async () => (await fetch(`${program.http}/lab/1`, { headers: { authorization } })).status
  assert.equal(await send(), 403)
  await seen(checklist.getByText(/^A request arrived .* ago, and was refused\. This fixes it:$/))
  const refusal = checklist.getByRole('article')
  await seen(refusal.getByText('Allow the client, or one of its roles, on the channel.'))
  await accessible(page, 'the checklist after a refused request')
  await refusal.getByRole('button', { name: 'Allow the role nurse on lab' }).click()
  await seen(step.getByText('done'))
  assert.equal(await send(), 200)
  await gone(checklist)
})
