import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appReasons } from './reasons/apps.ts'
import { certificateReasons } from './reasons/certificates.ts'
import { channelReasons } from './reasons/channels.ts'
import { clientReasons } from './reasons/clients.ts'
import { contactGroupReasons, noticeReasons } from './reasons/contact-groups.ts'
import { gatewayReasons } from './reasons/gateway.ts'
import { mediatorReasons } from './reasons/mediators.ts'
import { configurationReasons, importNotes, metadataReasons } from './reasons/metadata.ts'
import { patternReasons } from './reasons/patterns.ts'
import { serverReasons } from './reasons/server.ts'
import { bodyReasons, transactionReasons } from './reasons/transactions.ts'
import { userReasons } from './reasons/users.ts'
import { validationReasons } from './reasons/validation.ts'
import { visualizerReasons } from './reasons/visualizers.ts'
import { describeReason, isProblemReason, problemReasons } from './reasons.ts'

test('each reason has one text: no group of the catalogue repeats the key of another', () => {
  const groups = [
    certificateReasons,
    channelReasons,
    clientReasons,
    configurationReasons,
    contactGroupReasons,
    importNotes,
    mediatorReasons,
    metadataReasons,
    noticeReasons,
    patternReasons,
    serverReasons,
    transactionReasons,
    bodyReasons,
    userReasons,
    validationReasons,
    visualizerReasons,
    appReasons,
  ]
  assert.deepEqual(groups.flatMap((group) => Object.keys(group)).sort(), Object.keys(problemReasons).sort())
  assert.deepEqual(Object.keys(gatewayReasons).filter(isProblemReason), [], 'nor one of the gateway')
})

test('keys are words with hyphens, and texts name their parameters in braces', () => {
  for (const [key, text] of Object.entries({ ...problemReasons, ...gatewayReasons })) {
    assert.match(key, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.doesNotMatch(text.replace(/\{[a-zA-Z]+\}/g, ''), /[{}]/, key)
  }
})

test('a text is filled in with its parameters, and what a parameter holds is never filled in again', () => {
  assert.equal(describeReason('role-name-taken', { name: '{name}' }), 'A role with the name "{name}" exists already')
  assert.equal(describeReason('role-name-taken'), 'A role with the name "{name}" exists already')
  assert.equal(isProblemReason('role-name-taken'), true)
  assert.equal(isProblemReason('toString'), false)
})
