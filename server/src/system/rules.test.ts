import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Settings } from '../settings/settings.ts'
import { enabledMechanisms } from './rules.ts'

const enabled = (authentication: object, switched = {}) =>
  enabledMechanisms(Settings.parse({ authentication }).authentication, switched)
const others = ['mutual-tls-auth', 'basic-auth', 'custom-token-auth']

test('mutual TLS, Basic and custom token are enabled until they are switched off', () => {
  assert.deepEqual(enabled({}), others)
  assert.deepEqual(enabled({ enableBasicAuthentication: false }), ['mutual-tls-auth', 'custom-token-auth'])
})

test('JSON Web Tokens are enabled once a key is configured, unless they are switched off', () => {
  for (const jwt of [{ secretOrPublicKey: 'a secret' }, { jwksUri: 'https://id.example.org/jwks' }]) {
    assert.deepEqual(enabled({ jwt }), [...others, 'jwt-auth'])
    assert.deepEqual(enabled({ jwt, enableJWTAuthentication: false }), others)
  }
  assert.deepEqual(enabled({ enableJWTAuthentication: true }), others)
})

test('the console switches what the configuration leaves open, and nothing that it pins', () => {
  assert.deepEqual(enabled({}, { 'basic-auth': false }), ['mutual-tls-auth', 'custom-token-auth'])
  assert.deepEqual(enabled({ enableBasicAuthentication: true }, { 'basic-auth': false }), others)
  assert.deepEqual(enabled({ enableBasicAuthentication: false }, { 'basic-auth': true }), [
    'mutual-tls-auth',
    'custom-token-auth',
  ])
  assert.deepEqual(enabled({}, { 'jwt-auth': true }), others, 'without a key there is nothing to switch on')
})
