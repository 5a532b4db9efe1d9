import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WorkersReplaced } from '@mediary/contract/keystore/restart'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { onBothEngines } from '../testing/stores.ts'
import { toRestartProgress } from './restart-progress.ts'
import { restartStore, rollingRestart } from './restarts.ts'
import type { NodeStore } from './store.ts'

const log = logTo('silent', 'test')

/** Nodes on a store. `restarted`: their names, in the order in which they restarted. */
function startNodes(
  database: Database,
  names: string[],
  restart: (node: string) => Promise<void> = async () => undefined,
) {
  const state = { running: 0, maxRunning: 0, restarted: [] as string[] }
  const all = new Map(names.map((node) => [node, Promise.withResolvers<void>()]))
  const nodes = names.map((node) => {
    const restartHere = async () => {
      state.maxRunning = Math.max(state.maxRunning, ++state.running)
      try {
        await new Promise(setImmediate)
        await restart(node)
        state.restarted.push(node)
      } finally {
        state.running--
        all.get(node)?.resolve()
      }
    }
    return rollingRestart({ database, node, obeyed: 0, restart: restartHere, publish: async () => undefined, log })
  })
  return {
    nodes,
    state,
    all: () => Promise.all([...all.values()].map(({ promise }) => promise)),
    stop: () => Promise.all(nodes.map(({ stop }) => stop())),
  }
}

onBothEngines('all nodes restart one after the other when one is asked', async (database) => {
  const { nodes, state, all, stop } = startNodes(database, ['a', 'b', 'c'])
  await nodes[1]?.ask()
  assert.ok(state.restarted.includes('b'), 'the one that was asked has restarted when it answers')
  await all()
  await stop()
  assert.deepEqual(state.restarted.toSorted(), ['a', 'b', 'c'])
  assert.equal(state.maxRunning, 1)
})

onBothEngines(
  'a node that cannot restart says so to whom asked, waits for another order, and does not keep the others',
  async (database) => {
    const { nodes, state, all, stop } = startNodes(database, ['a', 'b'], async (node) => {
      if (node === 'a') throw new Error('no worker starts')
    })
    await assert.rejects(nodes[0]?.ask() ?? Promise.resolve(), /no worker starts/)
    await all()
    await stop()
    assert.deepEqual(state.restarted, ['b'])
    assert.deepEqual(
      nodes.map(({ obeyed }) => obeyed()),
      [1, 1],
    )
  },
)

onBothEngines('orders at the same time from several nodes are obeyed by all, one node at a time', async (database) => {
  const { nodes, state, stop } = startNodes(database, ['a', 'b'])
  await Promise.all(nodes.map(({ ask }) => ask()))
  await nodes[0]?.ask()
  await stop()
  assert.deepEqual([...new Set(state.restarted)].toSorted(), ['a', 'b'])
  assert.equal(state.maxRunning, 1)
  assert.equal(nodes[0]?.obeyed(), await restartStore(database).newest())
})

const progress = (state: WorkersReplaced['state'], replaced = 0, of = 0, minute?: number): WorkersReplaced => ({
  state,
  replaced,
  of,
  startedAt: minute === undefined ? undefined : `2026-01-01T00:0${minute}:00.000Z`,
  finishedAt: minute === undefined || state === 'running' ? undefined : `2026-01-01T00:0${minute}:30.000Z`,
})

type Listed = Awaited<ReturnType<NodeStore['list']>>[number]
const listed = (id: string, obeyed: number | undefined, replaced: WorkersReplaced, isAlive = true): Listed => ({
  id,
  since: 0,
  seen: 0,
  isAlive,
  facts: {
    name: `host ${id}`,
    version: '1',
    clockDifference: 0,
    settings: '',
    checks: [],
    forgotten: 0,
    bucket: '',
    restart: obeyed === undefined ? undefined : { obeyed, serves: '', workers: 2, progress: replaced },
  },
})

test('the progress of a restart counts the workers of all nodes that are there', () => {
  const nodes = [
    listed('a', 0, progress('none')),
    listed('b', 1, progress('running', 1, 2, 2)),
    listed('c', 0, progress('done', 2, 2, 0)),
    listed('away', 0, progress('none'), false),
    listed('of a former version', undefined, progress('none')),
  ]
  const here = { obeyed: 2, progress: progress('done', 2, 2, 1) }
  const whole = toRestartProgress({ nodes, node: 'a', here, newest: 2 })
  assert.deepEqual(
    whole.nodes.map(({ _id, state, replaced, of, isThis }) => [_id, state, replaced, of, isThis]),
    [
      ['a', 'done', 2, 2, true],
      ['b', 'running', 1, 2, false],
      ['c', 'waits', 0, 2, false],
    ],
  )
  assert.deepEqual([whole.state, whole.replaced, whole.of, whole.finishedAt], ['running', 3, 6, undefined])
})

test('a restart has failed when one node has, and is done when all are', () => {
  const here = { obeyed: 1, progress: progress('done', 2, 2, 1) }
  const summary = (other: WorkersReplaced) => {
    const nodes = [listed('a', 1, here.progress), listed('b', 1, other)]
    const { state, startedAt, finishedAt } = toRestartProgress({ nodes, node: 'a', here, newest: 1 })
    return [state, startedAt, finishedAt]
  }
  const [first, last] = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:30.000Z']
  assert.deepEqual(summary(progress('failed', 1, 2, 2)), ['failed', first, last])
  assert.deepEqual(summary(progress('done', 2, 2, 2)), ['done', first, last])
  assert.deepEqual(summary(progress('none')), ['done', first, '2026-01-01T00:01:30.000Z'])
})
