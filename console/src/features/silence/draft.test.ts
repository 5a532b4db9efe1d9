import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { toDraft, toSettings } from './draft.ts'

test('the form of holidays, windows and rhythms gives back what the server has', () => {
  const settings = SilenceSettings.parse({
    holidays: [{ day: '2000-12-25', name: 'Christmas', yearly: true }, { day: '2026-06-01' }],
    windows: [{ name: 'Backup', from: '2026-12-06T01:00:00Z', until: '2026-12-06T06:00:00Z', weekly: true }],
    rhythms: [{ client: 'a'.repeat(24), weekdays: [1, 5], hours: [8, 9, 10, 14], silentAfterHours: 4 }],
  })
  const sent: unknown = JSON.parse(JSON.stringify(toSettings(toDraft(settings))))
  assert.deepEqual(SilenceSettings.parse(sent), SilenceSettings.parse(JSON.parse(JSON.stringify(settings))))
})

test('hours are written and read as ranges, and what is none is no hour', () => {
  const rhythm = { client: 'a'.repeat(24), weekdays: [1], hours: [14, 8, 9, 10], silentAfterHours: 4 }
  assert.equal(toDraft(SilenceSettings.parse({ rhythms: [rhythm] })).rhythms[0]?.hours, '8-10, 14')
  const read = (hours: string) =>
    toSettings({
      holidays: '',
      windows: [],
      rhythms: [{ client: rhythm.client, weekdays: [1], silentAfterHours: '4', hours }],
    }).rhythms[0]?.hours
  assert.deepEqual(read(' 8-10,14 '), [8, 9, 10, 14])
  assert.deepEqual(read('noon')?.map(Number.isNaN), [true])
  assert.deepEqual(read('')?.map(Number.isNaN), [true])
})
