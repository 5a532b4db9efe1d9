import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NoticeChoices } from '@mediary/contract/users/notice-choices'
import { toChoices, toDraft } from './draft.ts'

test('the form of choices gives back what the server has, and begins with what contact lists say', () => {
  const choices = NoticeChoices.parse({
    ways: { alerts: ['email', 'sms'], issues: [] },
    timeZone: 'Africa/Nairobi',
    quietHours: { from: '22:00', until: '06:00', urgentBreaksThrough: false },
    digest: 'day',
    digestAt: '07:30',
  })
  assert.deepEqual(NoticeChoices.parse(toChoices(toDraft(choices))), choices)
  assert.deepEqual(toChoices(toDraft(undefined)).ways, {})
  assert.equal(toChoices(toDraft(undefined)).quietHours, undefined)
})
