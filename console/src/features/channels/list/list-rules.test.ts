import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectChannels } from './list-rules.ts'

const channel = (name: string, over: object = {}) => ({
  name,
  urlPattern: `^/${name}`,
  priority: undefined,
  status: 'enabled' as const,
  allow: ['lab'],
  description: undefined,
  ...over,
})
const channels = [
  channel('b'),
  channel('a', { priority: 2 }),
  channel('c', { priority: 1 }),
  channel('d', { status: 'deleted', priority: 1, allow: ['clinic'] }),
]
const names = (order: Parameters<typeof selectChannels>[1]) =>
  selectChannels(channels, order)
    .map(({ name }) => name)
    .join('')

test('channels stand as the gateway asks them, deleted ones last', () => {
  assert.equal(names({}), 'cabd')
  assert.equal(names({ sort: 'name', order: 'down' }), 'cbad')
  assert.equal(names({ find: 'CLIN' }), 'd')
})
