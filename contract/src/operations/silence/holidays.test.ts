import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHolidays } from './holidays.ts'

const list = (text: string) => readHolidays(text).holidays.map(({ day, name, yearly }) => [day, name, yearly])

test('holidays are read from lines, in the usual ways to write a date, each once', () => {
  const text = `# Kenya 2026
2026-12-25, Christmas
26/12/2026; Boxing Day
1.1.2027
*-06-01 Madaraka Day
2026-12-25 Christmas Day
`
  assert.deepEqual(list(text), [
    ['2000-06-01', 'Madaraka Day', true],
    ['2026-12-25', 'Christmas Day', false],
    ['2026-12-26', 'Boxing Day', false],
    ['2027-01-01', undefined, false],
  ])
  assert.deepEqual(readHolidays(text).unreadable, [])
})

test('a line without a day of the calendar is named', () => {
  assert.deepEqual(readHolidays('2026-02-30 No day\nEaster\n2026-13-01\n2028-02-29 Leap day'), {
    holidays: [{ day: '2028-02-29', name: 'Leap day', yearly: false }],
    unreadable: ['2026-02-30 No day', 'Easter', '2026-13-01'],
  })
})

test('a calendar gives each day of its events, with folded and escaped names', () => {
  const calendar = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'DTSTART;VALUE=DATE:20260320',
    'DTEND;VALUE=DATE:20260322',
    'SUMMARY;LANGUAGE=en:Eid al-Fitr\\, ',
    ' two days',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'DTSTART;TZID=Africa/Nairobi:20251212T000000',
    'RRULE:FREQ=YEARLY',
    'SUMMARY:Jamhuri Day',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'SUMMARY:Without a day',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
  assert.deepEqual(list(calendar), [
    ['2025-12-12', 'Jamhuri Day', true],
    ['2026-03-20', 'Eid al-Fitr, two days', false],
    ['2026-03-21', 'Eid al-Fitr, two days', false],
  ])
  assert.deepEqual(readHolidays(calendar).unreadable, ['Without a day'])
})
