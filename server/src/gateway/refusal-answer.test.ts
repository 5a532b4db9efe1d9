import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RefusalCode, refusalCodes } from '@mediary/contract/operations/refusals'
import { Refusal } from './refusal.ts'
import { buildRefusalAnswer } from './refusal-answer.ts'

const id = '0123456789abcdef01234567'
const secret = 'Client "clinic" & <b>"lab"</b>'
const refused = (code: RefusalCode, status: number) => new Refusal('identify', status, code, secret)
const formats = [undefined, '*/*', 'application/fhir+json', 'text/html, application/fhir+xml;q=0.9'] as const

for (const code of refusalCodes)
  test(`${code}: the answer holds the id, and the reason only for a client that was recognised`, () => {
    for (const accept of formats)
      for (const status of [400, 401, 403, 404, 429, 503, 508]) {
        const build = (of: RefusalCode, isRecognised: boolean) =>
          buildRefusalAnswer(refused(of, status), { id, isRecognised, accept })
        const unrecognised = build(code, false)
        assert.equal(unrecognised.headers['X-Mediary-Refusal-ID'], id)
        assert.ok(unrecognised.body.includes(id))
        assert.deepEqual(unrecognised, build('wrong-password', false))
        const recognised = build(code, true)
        assert.ok(recognised.body.includes(id))
        assert.ok(recognised.body.includes(code))
        assert.equal(/clinic/.test(recognised.body), status < 500, 'a failure of the gateway is for the administrator')
        assert.ok(!/clinic/.test(unrecognised.body))
      }
  })

test('a program reads a problem document', () => {
  const { headers, body } = buildRefusalAnswer(refused('not-allowed', 403), {
    id,
    isRecognised: true,
    accept: 'application/json',
  })
  assert.equal(headers['Content-Type'], 'application/problem+json')
  assert.deepEqual(JSON.parse(body), {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    refusalId: id,
    code: 'not-allowed',
    detail: secret,
  })
})

test('a client of FHIR reads an OperationOutcome, as JSON or XML', () => {
  const build = (accept: string) => buildRefusalAnswer(refused('not-allowed', 403), { id, isRecognised: true, accept })
  const json = build('application/fhir+json; fhirVersion=4.0')
  assert.equal(json.headers['Content-Type'], 'application/fhir+json; charset=utf-8')
  assert.deepEqual(JSON.parse(json.body), {
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'error', code: 'forbidden', details: { text: secret }, diagnostics: `Refusal ${id}: not-allowed` },
    ],
  })
  const xml = build('application/fhir+xml')
  assert.equal(xml.headers['Content-Type'], 'application/fhir+xml; charset=utf-8')
  assert.ok(xml.body.includes('<text value="Client &quot;clinic&quot; &amp; &lt;b&gt;&quot;lab&quot;&lt;/b&gt;"/>'))
  assert.ok(xml.body.startsWith('<OperationOutcome xmlns="http://hl7.org/fhir"><issue><severity value="error"/>'))
})
