import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diffJson } from './json-patch.ts'

const tokens = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** Applies operations as RFC 6902 says. */
function apply(document: unknown, operations: ReturnType<typeof diffJson>): unknown {
  const root = { '': structuredClone(document) } as Record<string, unknown>
  for (const { op, path, value } of operations) {
    const keys = ['', ...tokens(path)]
    const last = keys.pop() ?? ''
    // biome-ignore lint/suspicious/noExplicitAny: the document has any shape
    const parent = keys.reduce<any>((node, key) => node[key], root)
    if (Array.isArray(parent)) {
      assert.ok(op === 'add' ? Number(last) <= parent.length : Number(last) < parent.length, path)
      parent.splice(Number(last), op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
    } else if (op === 'remove') delete parent[last]
    else parent[last] = value
  }
  return root['']
}

test('a list is changed entry by entry', () => {
  assert.deepEqual(diffJson({ allow: ['a'] }, { allow: ['a', 'b'] }), [{ op: 'add', path: '/allow/1', value: 'b' }])
  assert.deepEqual(diffJson(['a', 'b', 'c', 'd', 'e'], ['b', 'c', 'e', 'f']), [
    { op: 'remove', path: '/0' },
    { op: 'remove', path: '/2' },
    { op: 'add', path: '/3', value: 'f' },
  ])
})

test('a field of an entry is changed by itself, and shown as it may be', () => {
  const [before, after] = [{ routes: [{ host: 'a', password: '1' }] }, { routes: [{ host: 'b', password: '2' }] }]
  assert.deepEqual(diffJson(before, after, { routes: [{ host: 'b', password: '***' }] }), [
    { op: 'replace', path: '/routes/0/host', value: 'b' },
    { op: 'replace', path: '/routes/0/password', value: '***' },
  ])
})

test('a key with a slash or a tilde is escaped (RFC 6901 §3)', () => {
  assert.deepEqual(diffJson({}, { 'a/b~c': 1 }), [{ op: 'add', path: '/a~1b~0c', value: 1 }])
})

test('the operations lead from any document to any other', () => {
  const document = fc.dictionary(
    fc.constantFrom('a', 'b', 'c/d'),
    fc.oneof(
      fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 8 }),
      fc.array(fc.record({ host: fc.constantFrom('h', 'i'), port: fc.nat(2) }, { noNullPrototype: true }), {
        maxLength: 4,
      }),
      fc.nat(3),
    ),
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(document, document, (before, after) => {
      const operations = diffJson(before, after)
      assert.deepEqual(apply(before, operations), after)
      if (JSON.stringify(before) === JSON.stringify(after)) assert.deepEqual(operations, [])
    }),
  )
})
