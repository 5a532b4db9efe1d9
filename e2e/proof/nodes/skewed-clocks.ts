// Two nodes of one host name, whose clocks are minutes apart, under load.
import { join } from 'node:path'
import { startNodes } from './nodes.ts'

const minutes = 60_000
const clients = 8

/** `refused`: answers other than 200, in words. `polls`: how often the upstream was polled, and how often it was due. */
export type Skewed = { answered: number; refused: string[]; polls: number; due: number; clocks: number[] }

/** One node is ten minutes ahead of PostgreSQL, the other ten minutes behind. */
export async function skewedClocks({ seconds }: { seconds: number }): Promise<Skewed> {
  const world = await startNodes({
    count: 2,
    env: (node) => ({
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'shifted-clock.js')}`,
      TEST_CLOCK_SHIFT: String(node === 0 ? 10 * minutes : -10 * minutes),
    }),
  })
  try {
    const [first] = world.nodes
    if (!first) throw new Error('there is no node')
    await first.makeChannel({ name: 'lab', authType: 'public' }, world.upstream.port)
    await first.makeChannel(
      { name: 'polled', type: 'polling', methods: [], urlPattern: '_polling', pollingSchedule: '1 second' },
      world.upstream.port,
    )
    const heartbeats = world.nodes.map(async ({ get }) => (await get<{ now: number }>('/heartbeat')).now - Date.now())
    const clocks = await Promise.all(heartbeats)
    const began = performance.now()
    const counted = { answered: 0, refused: [] as string[] }
    const send = async (n: number) => {
      while (performance.now() - began < seconds * 1000)
        for (const [node, { http }] of world.nodes.entries()) {
          const answer = await fetch(`${http}/lab/${n}`)
          await answer.arrayBuffer()
          if (answer.status === 200) counted.answered++
          else counted.refused.push(`node ${node + 1} answered ${answer.status}`)
        }
    }
    await Promise.all(Array.from({ length: clients }, (_, n) => send(n)))
    const due = Math.ceil((performance.now() - began) / 1000) + 2
    for (const { base } of world.nodes) {
      const ready = await fetch(`${base}/ready`)
      if (ready.status !== 200) counted.refused.push(`not ready: ${await ready.text()}`)
    }
    const polls = world.upstream.seen.filter(({ url }) => !url.startsWith('/lab')).length
    return { ...counted, polls, due, clocks }
  } finally {
    await world.end()
  }
}
