import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildFailure, causes, seededRandom } from '../testing/failure-causes.ts'
import { normaliseReason } from './normalise.ts'

const cases = [
  ['10.1.2.3:8080 refused the connection', '… refused the connection'],
  ['Request took longer than 60000ms', 'Request took longer than …ms'],
  ['The upstream answered 503', 'The upstream answered 503'],
  ['lab.example.org:9000 failed: ENOENT /var/lib/x/17', '… failed: ENOENT …'],
  ["Patient Amina O'Brien not found (id 4711)", 'Patient … not found (id …)'],
  ['Wanjiru Otieno: Patient is locked since 2026-11-30T10:00:00Z', '…: Patient is locked since …'],
  [
    'java.lang.NullPointerException: Cannot read field "birthDate"',
    'java.lang.NullPointerException: Cannot read field …',
  ],
  ['HTTP 502 from https://shr.example.org/fhir?_id=1', 'HTTP 502 from …'],
  ['see lab.kisumu.example.org, ask ada@example.org', 'see …, ask …'],
  ['PID|1||OTIENO^AMINA|19900101', '…'],
  ['OTIENO AMINA has no visit', '… has no visit'],
  ['Le patient Aïcha Traoré est introuvable', 'Le patient … est introuvable'],
  ['Otieno/? is unknown', '… is unknown'],
  ['The channel "Lab \u001b[31m" is disabled', 'The channel "…" is disabled'],
] as const

for (const [message, reason] of cases)
  test(`"${message}" becomes "${reason}"`, () => assert.equal(normaliseReason(message), reason))

test('a reason is short, and stays the same when it is made of itself', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 5_000 }), fc.lorem())
  fc.assert(
    fc.property(text, (wild) => {
      const reason = normaliseReason(wild)
      assert.ok(reason.length <= 300)
      assert.doesNotMatch(reason, /\p{Cc}/u)
      assert.equal(normaliseReason(reason), reason)
    }),
    { numRuns: 2_000 },
  )
})

const variable = fc.oneof(
  fc.uuid(),
  fc.nat().map(String),
  fc.ipV4(),
  fc.emailAddress(),
  fc.webUrl(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.string().map((text) => JSON.stringify(text.replaceAll('"', ''))),
)

test('what stands between the words of a message does not change its reason', () => {
  const words = fc.array(fc.constantFrom('error', 'while', 'saving', 'patient', 'not', 'found', 'in'), { minLength: 1 })
  fc.assert(
    fc.property(words, variable, variable, words, (before, one, other, after) => {
      const write = (value: string) => normaliseReason([...before, value, ...after].join(' '))
      assert.equal(write(one), write(other))
    }),
    { numRuns: 2_000 },
  )
})

test('messages of one cause have one reason, and those of other causes another', () => {
  const random = seededRandom(1)
  const reasons = Array.from({ length: causes }, (_, cause) => {
    const messages = Array.from({ length: 50 }, () => buildFailure(random, cause))
    return new Set(messages.map((one) => normaliseReason((one.kind === 'failure' ? one.error : one.reason) ?? '')))
  })
  for (const some of reasons) assert.equal(some.size, 1, [...some].join(' | '))
})
