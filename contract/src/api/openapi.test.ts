import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from '../api.ts'
import type { Endpoint } from './endpoint.ts'
import { openApi } from './openapi.ts'

type Operation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: object[]
  'x-permission': string
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { content?: object }>
}

const document = openApi('1.2.3')
const paths = document.paths as Record<string, Record<string, Operation>>
const endpoints = Object.entries(api).flatMap(([concept, all]) =>
  Object.entries(all as Record<string, Endpoint>).map(([name, endpoint]) => ({ concept, name, ...endpoint })),
)
const findOperation = ({ path, method }: Endpoint) => paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
const operations = Object.values(paths).flatMap((path) => Object.values(path))

test('the document says what it is', () => {
  assert.equal(document.openapi, '3.1.0')
  assert.equal(document.info.version, '1.2.3')
  assert.deepEqual(Object.keys(document.components.securitySchemes), ['session', 'basic'])
})

for (const endpoint of endpoints) {
  test(`printed: ${endpoint.method} ${endpoint.path}, with its permission`, () => {
    const operation = findOperation(endpoint)
    assert.ok(operation)
    assert.equal(operation.summary, endpoint.summary)
    assert.deepEqual(operation.tags, [endpoint.concept])
    assert.equal(operation['x-permission'], endpoint.permission)
    const named = !['public', 'signed-in'].includes(endpoint.permission)
    assert.ok(!named || operation.description.includes(endpoint.permission))
    assert.equal(operation.security.length > 0, endpoint.permission !== 'public')
    assert.equal(operation.requestBody !== undefined, endpoint.body !== undefined)
    assert.ok(operation.responses[String(endpoint.status ?? 200)])
    assert.ok(operation.responses['400'] || !(endpoint.body ?? endpoint.query ?? endpoint.params))
    assert.equal(operation.responses['401'] !== undefined, endpoint.permission !== 'public')
  })
}

test('nothing is printed that is not an endpoint, and every operation has a name of its own', () => {
  assert.equal(operations.length, endpoints.length)
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, endpoints.length)
})

test('every part of a path in braces is a parameter, and only those', () => {
  for (const [path, methods] of Object.entries(paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const { parameters } of Object.values(methods)) {
      const described = parameters.filter((one) => one.in === 'path')
      assert.deepEqual(described.map(({ name }) => name).sort(), inPath.sort(), path)
      assert.ok(described.every(({ required }) => required))
    }
  }
})

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = '']) => target)
  assert.ok(references.length > 0)
  for (const reference of new Set(references)) {
    assert.ok(reference.startsWith('#/'), reference)
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)
    assert.ok(found, reference)
  }
})

test('the document is plain JSON', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(document)), document)
})
