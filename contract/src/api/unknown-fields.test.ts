import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { ChannelChanges, NewChannel } from '../channels.ts'
import { findUnknownFields, tolerate } from './unknown-fields.ts'

const Deep = z.object({
  name: z.string(),
  parts: z
    .array(z.object({ size: z.number() }))
    .nullish()
    .transform((parts) => parts ?? []),
  by: z.record(z.string(), z.object({ a: z.number().optional() })).default({}),
  either: z.union([z.object({ id: z.string() }), z.object({ name: z.string() }), z.string()]).optional(),
  free: z.unknown(),
})

test('unknown fields are found at every depth, through lists, records and wrappers', () => {
  const document = {
    name: 'a',
    nam: 'b',
    parts: [{ size: 1 }, { size: 1, sise: 2 }],
    by: { x: { a: 1, b: 2 } },
    either: { name: 'x', id2: 'y' },
    free: { anything: 1 },
  }
  assert.deepEqual(findUnknownFields(Deep, document), ['nam', 'parts.1.sise', 'by.x.b', 'either.id2'])
})

test('what OpenHIM’s console sends back with every document is known everywhere', () => {
  assert.deepEqual(findUnknownFields(Deep, { _id: 'x', __v: 0, parts: [{ _id: 'y', size: 1 }], $promise: {} }), [])
})

test('a document declares the fields that it accepts without effect, and a change has the fields of its document', () => {
  const Kind = tolerate(z.object({ a: z.number() }), { ignored: ['b'] })
  assert.deepEqual(findUnknownFields(Kind, { a: 1, b: 2, c: 3 }), ['c'])
  assert.deepEqual(
    findUnknownFields(ChannelChanges, { status: 'enabled', updatedBy: {}, routes: [{ hots: 'x' }], x: 1 }),
    ['routes.0.hots', 'x'],
  )
  assert.deepEqual(findUnknownFields(NewChannel, { toString: 1 }), ['toString'])
})

test('a document of another type has no unknown fields: its schema refuses it', () => {
  for (const document of [null, undefined, 'text', 3, []]) assert.deepEqual(findUnknownFields(Deep, document), [])
})
