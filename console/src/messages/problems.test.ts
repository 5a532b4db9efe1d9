import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Problem, problemStatus } from '@mediary/contract/problem'
import { explanations, readProblem } from '../lib/api/read-problem.ts'
import type { Language } from '../lib/languages.ts'
import { preferences } from '../lib/preferences.ts'
import { loadExplanations } from './problems.ts'

explanations.set(loadExplanations)

const read = (language: Language, problem: Partial<Problem>) => {
  preferences.set({ language, zone: 'browser', rows: 'dense', columns: {} })
  const document = { type: '', title: '', code: 'conflict', status: problemStatus.conflict, parameters: {}, ...problem }
  return readProblem(document.status, new Headers(), JSON.stringify(document))
}
const taken = {
  detail: 'A role with the name "lab" exists already',
  reason: 'role-name-taken',
  parameters: { name: 'lab' },
}

test('a problem is worded in the language of the console, with its parameters', async () => {
  assert.equal((await read('en', taken)).message, taken.detail)
  assert.equal((await read('fr', taken)).message, 'Un rôle nommé « lab » existe déjà')
})

test('the fields of a document that is refused are named, each with its reason', async () => {
  const issue = { path: 'routes.0.name', message: 'must not be empty', reason: 'empty', parameters: {} }
  const problem = await read('fr', {
    detail: 'routes.0.name: must not be empty',
    reason: 'invalid-document',
    parameters: { count: 1 },
    issues: [issue],
  })
  assert.equal(problem.message, 'routes.0.name: ne doit pas être vide')
  assert.equal(problem.issues[0]?.message, 'ne doit pas être vide')
})

test('a reason of a newer server is shown as the server gives it, and said to be unknown', async () => {
  const newer = { detail: 'The moon is full', reason: 'full-moon' }
  assert.equal((await read('en', newer)).message, 'The moon is full')
  assert.match((await read('fr', newer)).message, /ne connaît pas encore cette raison.*The moon is full/)
})

test('an answer that is no problem of this API is told by its status, not by its markup or its JSON', async () => {
  for (const text of ['{}', '<html>Bad gateway</html>', ''])
    assert.equal((await readProblem(502, new Headers(), text)).message, 'HTTP 502')
  assert.equal((await readProblem(502, new Headers(), 'no upstream')).message, 'no upstream')
})
