import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatewayReasons } from './gateway.ts'
import { recogniseReasons } from './recognise.ts'
import { fillTemplate } from './template.ts'

test('every text of the gateway is recognised, with its parameters', () => {
  for (const [reason, template] of Object.entries(gatewayReasons)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const parameters = Object.fromEntries(names.map((name) => [name, `a "${name}" of 7`]))
    const message = fillTemplate(template, parameters)
    assert.deepEqual(recogniseReasons(message), [{ message, reason, parameters }])
  }
})

test('each of several reasons in one text is recognised', () => {
  const [basic, certificate] = [
    'Client "clinic; 1" has no password',
    'No client has the Domain of the certificate "clinic"',
  ]
  assert.deepEqual(
    recogniseReasons(`The custom token cannot be read; ${certificate}`).map(({ reason }) => reason),
    ['token-unreadable', 'certificate-domain-unknown'],
  )
  assert.deepEqual(recogniseReasons(basic)[0]?.parameters, { client: 'clinic; 1' })
})

test('what another program wrote is not recognised', () => {
  assert.deepEqual(recogniseReasons('The laboratory is closed'), [])
  assert.deepEqual(recogniseReasons(''), [])
})
