// Makes a notice of every kind in an installation full of planted values, delivers all of them, and searches what went out.
import assert from 'node:assert/strict'
import { type NoticeKind, noticesApi } from '@mediary/contract/operations/notices'
import { channelName, type NoticeWorld, newUser, startNoticeWorld } from '../testing/notices/notice-world.ts'
import { findPlanted } from '../testing/notices/planted.ts'
import { onBothEngines } from '../testing/stores.ts'

const minute = 60_000
const hour = 60 * minute

/** What makes a notice of each kind. A kind without an entry does not compile, and fails the test. */
const causes: Record<NoticeKind, (world: NoticeWorld) => Promise<unknown>> = {
  'alert-began': (world) => world.failAndFollow(1),
  'alert-continues': (world) => world.failAndFollow(15),
  'alert-ended': (world) => world.waitAndFollow(15 * minute),
  'upstream-down': (world) => world.setUpstream('down'),
  'upstream-up': (world) => world.setUpstream('up'),
  issues: (world) => world.findIssues(),
  'client-silent': (world) => world.beSilent(),
  'client-back': (world) => world.sendAgain(),
  'client-refused-began': (world) => world.refuseClient(),
  'client-refused-ended': (world) => world.acceptClient(),
  'disk-began': (world) => world.setDisk(0.01),
  'disk-ended': (world) => world.setDisk(0.5),
  'backup-began': (world) => world.look(minute),
  'backup-ended': (world) => world.backUp(),
  'node-began': (world) => world.loseNode(),
  'node-ended': (world) => world.returnNode(),
  'queue-began': (world) => world.look(3 * hour),
  'queue-ended': (world) => world.deliver(),
  expiry: (world) => world.findExpiring(),
  report: (world) => world.report(),
  digest: (world) => world.makeDigest(),
  'password-link': (world) => world.askForPassword(),
  test: (world) => world.test(),
}

const kinds = noticesApi.list.query.shape.kind.unwrap().options

onBothEngines('no notice of any kind holds a body, a value of a patient or a secret', async (database) => {
  const world = await startNoticeWorld(database)
  for (const kind of kinds) {
    await causes[kind](world)
    const stored = await world.openStored()
    assert.ok(
      stored.some((one) => one.kind === kind),
      `nothing made a notice of the kind ${kind}`,
    )
  }
  const stored = await world.openStored()
  const links = stored.flatMap(({ opened }) => /set-password\/([\w-]+)/.exec(opened)?.[1] ?? [])
  assert.equal(links.length, 1)
  await world.deliver()
  const sent = world.listSent()
  const after = await world.openStored()
  assert.deepEqual(
    after.filter(({ state }) => state !== 'sent' && state !== 'gathered').map(({ text }) => text),
    [],
    'everything went out',
  )

  for (const { kind, text } of [...stored, ...after]) assert.deepEqual(findPlanted(text), [], `stored: ${kind}`)
  for (const { kind, method, text } of sent) assert.deepEqual(findPlanted(text), [], `sent by ${method}: ${kind}`)
  const listed = JSON.stringify(await world.call('GET', '/notices?limit=100'))
  assert.deepEqual(findPlanted(listed), [])

  // A search that finds nothing proves nothing: what notices may name is found in each way.
  for (const way of ['email', 'webhook', 'sms'])
    assert.ok(
      sent.some(({ method, text }) => method === way && text.includes(channelName)),
      way,
    )

  // A password link is a secret that its user needs: it stands in one mail, and nowhere else.
  for (const link of links) {
    const holders = sent.filter(({ text }) => text.includes(link))
    assert.deepEqual(
      holders.map(({ method, recipient }) => [method, recipient]),
      [['email', newUser]],
    )
    assert.ok(!listed.includes(link))
    assert.ok(
      after.every(({ opened }) => !opened.includes(link)),
      'its text is deleted when it was sent',
    )
  }
})
