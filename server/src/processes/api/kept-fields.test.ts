// No call that succeeds drops a field that it was given: it keeps the field, refuses it, or names it in the answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { findIgnoredFields } from '@mediary/contract/api/unknown-fields'
import { migrations } from '../../../migrations/index.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { migrate } from '../../platform/database/migrate.ts'
import { changingCalls } from '../../testing/endpoints/changing-calls.ts'
import { makeObjects } from '../../testing/endpoints/objects.ts'
import { type OpenhimDocument, openhimDocuments } from '../../testing/openhim/documents.ts'

const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`

async function start() {
  const database = openDatabase(':memory:')
  await migrate(database, migrations)
  const objects = await makeObjects(database)
  async function call(method: Endpoint['method'], url: string, payload?: object) {
    const headers = { authorization, accept: 'application/problem+json, */*;q=0.5' }
    const answer = await objects.app.inject({ method, url, headers, ...(payload && { payload }) })
    const named = String(answer.headers['x-mediary-not-kept'] ?? '').split(', ')
    return { status: answer.statusCode, text: answer.body, named, json: () => answer.json() }
  }
  return { objects, call }
}

const everyField = [...new Set(openhimDocuments.flatMap(({ fields }) => Object.keys(fields))), '_id', '__v']
const endpoints = Object.entries(api).flatMap(([concept, all]) =>
  Object.entries<Endpoint>(all).map(([name, endpoint]) => ({ name: `${concept}.${name}`, endpoint })),
)

test('a call that succeeds names each field of OpenHIM that its endpoint accepts without effect', async (t) => {
  const { objects, call } = await start()
  for (const { name, endpoint } of endpoints) {
    const changing = changingCalls[name]
    const ignored = endpoint.body
      ? everyField.filter((field) => findIgnoredFields(endpoint.body ?? assert.fail(), { [field]: 1 }).length > 0)
      : []
    if (!changing || ignored.length === 0 || endpoint.mediaType) continue
    const { url, body } = await changing.prepare(objects)
    if (typeof body !== 'object' || Array.isArray(body)) continue
    await t.test(`${name}: ${ignored.join(', ')}`, async () => {
      const more = Object.fromEntries(ignored.filter((field) => !(field in body)).map((field) => [field, 'x']))
      const { status, named, text } = await call(endpoint.method, url, { ...body, ...more })
      // What is checked although it has no effect may be refused.
      if (status >= 300) assert.equal(status, 400, text)
      else assert.deepEqual(named.toSorted(), Object.keys(more).toSorted())
    })
  }
})

type Call = Awaited<ReturnType<typeof start>>['call']
type Send = (value: unknown) => ReturnType<Call>

for (const document of openhimDocuments) {
  const { name, url, fields, toChange } = document
  test(`POST ${url}: each field of OpenHIM's ${name} is kept, refused, or named in the answer`, async (t) => {
    const { objects, call } = await start()
    for (const [field, value] of Object.entries(fields))
      await t.test(field, async () => {
        const base = await document.build(objects)
        const kept = await sendField((sent) => call('POST', url, { ...base, [field]: sent }), field, value)
        if (kept) assertKept(await findStored(document, base, call), field, kept.value)
      })
  })

  if (!toChange) continue
  test(`PUT ${url}: each field of OpenHIM's ${name} is kept, refused, or named in the answer`, async (t) => {
    const { objects, call } = await start()
    for (const [field, value] of Object.entries(fields))
      await t.test(field, async () => {
        const base = await document.build(objects)
        assert.equal((await call('POST', url, base)).status, 201)
        const path = toChange(await findStored(document, base, call))
        const kept = await sendField((sent) => call('PUT', path, { [field]: sent }), field, value)
        if (kept) assertKept(await findStored(document, base, call), field, kept.value)
      })
  })
}

/**
 * Sends a field until the call succeeds, each time without the parts that were refused by their path. Returns what was
 * sent at last; undefined when the field was refused, or named as one that has no effect.
 */
async function sendField(send: Send, field: string, value: unknown): Promise<{ value: unknown } | undefined> {
  const { status, named, text, json } = await send(value)
  if (status >= 400) {
    const issues: { path: string }[] = json().issues ?? []
    const within = issues
      .map(({ path }) => path.split('.'))
      .filter(([first, ...rest]) => first === field && rest.length)
    if (issues.length > 0 && within.length === issues.length && Array.isArray(value))
      return sendField(
        send,
        field,
        without(
          value,
          within.map(([, ...rest]) => rest),
        ),
      )
    assert.match(text, new RegExp(field))
    return undefined
  }
  // A sentence may name the field; a document that is answered has it anyway.
  if (named.includes(field) || (!text.startsWith('{') && text.includes(field))) return undefined
  return {
    value: without(
      value,
      named.map((path) => path.split('.')).flatMap(([first, ...rest]) => (first === field ? [rest] : [])),
    ),
  }
}

/** Returns a copy of the value without what stands at the paths. */
function without(value: unknown, paths: string[][]): unknown {
  const copy: unknown = structuredClone(value)
  for (const path of paths) {
    const owner = path.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy)
    Reflect.deleteProperty(Object(owner), path.at(-1) ?? '')
  }
  return copy
}

async function findStored({ list, key }: OpenhimDocument, base: Record<string, unknown>, call: Call) {
  const stored: Record<string, unknown>[] = (await call('GET', list)).json()
  return stored.find((one) => holds(one[key], base[key])) ?? assert.fail(`${list} has no ${String(base[key])}`)
}

/** What is secret is kept if the document shows that it is set. */
const shownAs: Record<string, [field: string, value: boolean]> = {
  customTokenID: ['customTokenSet', true],
  password: ['locked', false],
}
const mask = '**********'

function assertKept(stored: Record<string, unknown>, field: string, sent: unknown) {
  const secret = shownAs[field]
  if (secret) return assert.equal(stored[secret[0]], secret[1], `${field}: ${JSON.stringify(stored)}`)
  return assert.ok(
    holds(stored[field], sent),
    `${field}: ${JSON.stringify(sent)} became ${JSON.stringify(stored[field])}`,
  )
}

/** Tells whether a stored value has everything that was sent; it may have more, such as ids and defaults. */
function holds(stored: unknown, sent: unknown): boolean {
  if (stored === mask) return true
  if (Array.isArray(sent))
    return Array.isArray(stored) && stored.length === sent.length && sent.every((one, i) => holds(stored[i], one))
  if (typeof sent === 'object' && sent !== null)
    return (
      typeof stored === 'object' &&
      stored !== null &&
      Object.entries(sent).every(([key, value]) => holds(Reflect.get(stored, key), value))
    )
  return stored === sent
}
