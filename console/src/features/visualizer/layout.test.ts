import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Flow } from '@mediary/contract/operations/visualizers'
import { buildLayout, columns } from './layout.ts'

const flow = (over: Partial<Flow>): Flow => ({
  client: 'clinic',
  channelID: 'a'.repeat(24),
  channel: 'lab',
  route: 'main',
  primary: true,
  count: 1,
  errors: 0,
  ...over,
})
const summary = (flows: Flow[]) => {
  const { nodes, edges } = buildLayout(flows)
  return {
    nodes: nodes.map(({ column, name, count, errors }) => [column, name, count, errors]),
    edges: edges.map(({ from, to, count, errors }) => [from.name, to.name, count, errors]),
  }
}

test('requests are summed up by client, channel and route', () => {
  const { nodes, edges } = summary([
    flow({ count: 3, errors: 1 }),
    flow({ client: 'hospital', count: 2 }),
    flow({ client: undefined, route: undefined, count: 1, errors: 1 }),
  ])
  assert.deepEqual(nodes, [
    ['client', 'clinic', 3, 1],
    ['client', 'hospital', 2, 0],
    ['client', undefined, 1, 1],
    ['channel', 'lab', 6, 2],
    ['route', 'main', 5, 1],
    ['route', undefined, 1, 1],
  ])
  assert.deepEqual(edges, [
    ['clinic', 'lab', 3, 1],
    ['hospital', 'lab', 2, 0],
    [undefined, 'lab', 1, 1],
    ['lab', 'main', 5, 1],
    ['lab', undefined, 1, 1],
  ])
})

test('a secondary route has a line of its own, and its requests are not counted twice for the client', () => {
  const { nodes, edges } = summary([
    flow({ count: 4 }),
    flow({ route: 'archive', primary: false, count: 4, errors: 4 }),
  ])
  assert.deepEqual(nodes, [
    ['client', 'clinic', 4, 0],
    ['channel', 'lab', 4, 0],
    ['route', 'archive', 4, 4],
    ['route', 'main', 4, 0],
  ])
  assert.deepEqual(edges.at(-1), ['lab', 'archive', 4, 4])
})

test('of many clients the largest are shown and the others are summed up, and no request is lost', () => {
  const { nodes, edges } = buildLayout(Array.from({ length: 30 }, (_, n) => flow({ client: `c${n}`, count: n + 1 })))
  const clients = nodes.filter(({ column }) => column === 'client')
  assert.equal(clients.length, 12)
  const others = clients.find(({ isOthers }) => isOthers)
  assert.equal(others?.count, (19 * 20) / 2)
  const into = edges.filter(({ to }) => to.name === 'lab')
  assert.equal(
    into.reduce((sum, { count }) => sum + count, 0),
    (30 * 31) / 2,
  )
})

test('no traffic gives an empty map, and no two nodes of a column overlap', () => {
  assert.deepEqual(buildLayout([]).nodes, [])
  const { nodes } = buildLayout([flow({}), flow({ client: 'b' }), flow({ client: 'c' })])
  for (const column of columns) {
    const places = nodes.filter((node) => node.column === column).map(({ y }) => y)
    assert.equal(new Set(places).size, places.length)
  }
})
