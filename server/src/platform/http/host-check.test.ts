import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Settings } from '../../settings/settings.ts'
import { logTo } from '../log.ts'
import { TrustedProxies } from '../network/trusted-proxies.ts'
import { httpApp } from './http.ts'

async function statusFor(host: string, given: object = {}, trusted: string[] = []) {
  const settings = Settings.parse({ api: given }).api
  const app = await httpApp({
    log: logTo('silent', 'test'),
    settings,
    hosts: ['exchange.example.org'],
    proxies: new TrustedProxies(trusted),
  })
  app.get('/', async () => 'here')
  const answer = await app.inject({ url: '/', headers: { host, accept: 'application/problem+json' } })
  await app.close()
  return answer.statusCode === 200 ? 200 : `${answer.statusCode} ${answer.json().reason}`
}

test('the API answers to its own names and to addresses, and to no other name', async () => {
  for (const host of [
    'localhost:8080',
    '127.0.0.1:8080',
    '[::1]:8080',
    '10.1.2.3',
    'EXCHANGE.example.org',
    'x.localhost',
  ])
    assert.equal(await statusFor(host), 200, host)
  for (const host of ['rebound.example.net', 'localhost.example.net', '127.0.0.1.example.net:8080'])
    assert.equal(await statusFor(host), '421 unknown-host', host)
})

test('further names are set, and a trusted proxy checks names itself', async () => {
  assert.equal(await statusFor('console.example.net', { allowedHosts: ['Console.example.net'] }), 200)
  assert.equal(await statusFor('pages.example.net', { allowedOrigins: ['https://pages.example.net'] }), 200)
  assert.equal(await statusFor('any.example.net', {}, ['127.0.0.0/8']), 200)
  assert.equal(await statusFor('any.example.net', {}, ['10.0.0.1']), '421 unknown-host')
})
