import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordedDocuments } from './recorded/documents.ts'
import { recordedMediators } from './recorded/mediators.ts'
import { recordedPeople } from './recorded/people.ts'
import { recordedRecords } from './recorded/records.ts'
import { recordedSections } from './sections.ts'

const root = join(import.meta.dirname, '../../../..')
const own = /openhim\/(sections|recorded)/
const files = globSync(['server/src/**/*.test.ts', 'e2e/**/*.test.ts'], { cwd: root }).filter((file) => !own.test(file))
const nameOfTest = /(?:management-api|gateway) §[A-Z]?[\d.]*\d/g

const named = new Set([
  ...files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(nameOfTest) ?? []),
  ...[...recordedMediators, ...recordedDocuments, ...recordedRecords, ...recordedPeople].map(({ section }) => section),
])

test('each section of the specification of OpenHIM has a test that is named after it', () => {
  assert.deepEqual(
    Object.keys(recordedSections).filter((section) => !named.has(section)),
    [],
  )
})

test('no test is named after a section that does not exist', () => {
  assert.deepEqual(
    [...named].filter((section) => !(section in recordedSections)),
    [],
  )
})
