import assert from 'node:assert/strict'
import { Channel } from '@mediary/contract/channels'
import { changeLog } from '../../platform/database/changes.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { keyedChannels } from '../keyed-channels.ts'

const toId = (n: number) => String(n).padStart(24, '0')
const channel = (n: number, keyed: boolean) =>
  Channel.parse({
    _id: toId(n),
    name: `channel ${n}`,
    urlPattern: '/',
    searchKeys: keyed ? [{ name: 'patient', from: 'request', by: 'header', expression: 'x-patient' }] : [],
  })

onBothEngines('every channel is read once for its search keys, then only those that change', async (database) => {
  const all = new Map(Array.from({ length: 5 }, (_, n) => [toId(n), channel(n, n < 2)]))
  const asked: (string[] | undefined)[] = []
  const keyed = keyedChannels(database, {
    list: async (ids) => {
      asked.push(ids)
      return [...all.values()].filter(({ _id }) => !ids || ids.includes(_id))
    },
  })
  const names = async () => (await keyed()).map(({ id }) => id).sort()
  for (let second = 0; second < 3; second++) assert.deepEqual(await names(), [toId(0), toId(1)])
  assert.deepEqual(asked, [undefined])

  const began = Date.now()
  const { write } = changeLog(database, async () => undefined)
  all.set(toId(1), channel(1, false))
  all.set(toId(4), channel(4, true))
  await write(async (_trx, touch) => {
    for (const n of [1, 4, 1]) touch('channel', toId(n))
    touch('client', toId(3))
  })
  for (let second = 0; second < 3; second++) assert.deepEqual(await names(), [toId(0), toId(4)])
  const times = new Map((await keyed()).map(({ id, changedAt }) => [id, changedAt]))
  assert.equal(times.get(toId(0)), undefined, 'no change of it was noted')
  assert.ok((times.get(toId(4)) ?? 0) >= began && (times.get(toId(4)) ?? 0) <= Date.now())
  assert.deepEqual(asked, [undefined, [toId(1), toId(4)]])
})
