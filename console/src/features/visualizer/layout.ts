// Places clients, channels and routes in three columns, with a line for the requests between each two.
import type { Flow } from '@mediary/contract/operations/visualizers'

export const columns = ['client', 'channel', 'route'] as const
type ColumnName = (typeof columns)[number]

/** `name` is undefined for requests without a client or a route, and for those that are summed up as others. */
export type Node = {
  key: string
  column: ColumnName
  name: string | undefined
  isOthers: boolean
  count: number
  errors: number
  x: number
  y: number
}
export type Edge = { key: string; from: Node; to: Node; count: number; errors: number }
type Layout = { nodes: Node[]; edges: Edge[]; width: number; height: number }

export const nodeSize = { width: 230, height: 46 } as const
const gap = 14
const columnDistance = 345
const top = 34

/** How many nodes a column shows; the others are summed up in one. */
const maxNodes = 12

type Totals = { count: number; errors: number }
type Link = Totals & { from: string; to: string }

const othersKey = '…'
const absentKey = ''

const add = <K>(totals: Map<K, Totals>, key: K, { count, errors }: Totals) => {
  const before = totals.get(key) ?? { count: 0, errors: 0 }
  totals.set(key, { count: before.count + count, errors: before.errors + errors })
}

/** Returns the map of some traffic. A request to a secondary route counts for that route, and not again for its client. */
export function buildLayout(flows: readonly Flow[]): Layout {
  const primary = flows.filter((flow) => flow.primary)
  const client = foldSmall(sumBy(primary, (flow) => flow.client ?? absentKey))
  const channel = foldSmall(sumBy(primary, (flow) => flow.channel))
  const route = foldSmall(sumBy(flows, (flow) => flow.route ?? absentKey))
  const place = {
    client: placeColumn('client', client),
    channel: placeColumn('channel', channel),
    route: placeColumn('route', route),
  }
  const links = [
    ...sumLinks(primary, (flow) => [client.findKey(flow.client ?? absentKey), channel.findKey(flow.channel)]).map(
      (link) => toEdge(link, place.client, place.channel),
    ),
    ...sumLinks(flows, (flow) => [channel.findKey(flow.channel), route.findKey(flow.route ?? absentKey)]).map((link) =>
      toEdge(link, place.channel, place.route),
    ),
  ]
  const nodes = [...place.client.values(), ...place.channel.values(), ...place.route.values()]
  return {
    nodes,
    edges: links.flat(),
    width: columnDistance * 2 + nodeSize.width,
    height: Math.max(0, ...nodes.map(({ y }) => y)) + nodeSize.height + gap,
  }
}

function sumBy(flows: readonly Flow[], getKey: (flow: Flow) => string): Map<string, Totals> {
  const totals = new Map<string, Totals>()
  for (const flow of flows) add(totals, getKey(flow), flow)
  return totals
}

/** Sums up the smallest when there are too many. Names are in the order of the alphabet, so that nothing jumps about. */
function foldSmall(totals: Map<string, Totals>) {
  const bySize = [...totals].toSorted(([, a], [, b]) => b.count - a.count)
  const shown = bySize.length > maxNodes ? bySize.slice(0, maxNodes - 1) : bySize
  const rest = bySize.slice(shown.length)
  const kept = new Set(shown.map(([key]) => key))
  const folded = new Map(
    shown.toSorted(([a], [b]) => Number(a === absentKey) - Number(b === absentKey) || a.localeCompare(b)),
  )
  for (const [, total] of rest) add(folded, othersKey, total)
  return { totals: folded, findKey: (key: string) => (kept.has(key) ? key : othersKey) }
}

function placeColumn(column: ColumnName, { totals }: ReturnType<typeof foldSmall>): Map<string, Node> {
  const x = columns.indexOf(column) * columnDistance
  return new Map(
    [...totals].map(([key, total], i) => [
      key,
      {
        key: `${column} ${key}`,
        column,
        name: key === absentKey || key === othersKey ? undefined : key,
        isOthers: key === othersKey,
        ...total,
        x,
        y: top + i * (nodeSize.height + gap),
      },
    ]),
  )
}

function sumLinks(flows: readonly Flow[], getEnds: (flow: Flow) => [string, string]): Link[] {
  const links = new Map<string, Link>()
  for (const flow of flows) {
    const [from, to] = getEnds(flow)
    const key = JSON.stringify([from, to])
    const before = links.get(key) ?? { from, to, count: 0, errors: 0 }
    links.set(key, { ...before, count: before.count + flow.count, errors: before.errors + flow.errors })
  }
  return [...links.values()]
}

function toEdge({ from, to, count, errors }: Link, left: Map<string, Node>, right: Map<string, Node>): Edge[] {
  const [source, target] = [left.get(from), right.get(to)]
  return source && target ? [{ key: `${source.key} ${target.key}`, from: source, to: target, count, errors }] : []
}

/** Returns the path of a line from the right side of one node to the left side of another. */
export function drawEdge({ from, to }: Edge): string {
  const [x1, y1] = [from.x + nodeSize.width, from.y + nodeSize.height / 2]
  const [x2, y2] = [to.x, to.y + nodeSize.height / 2]
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}

/** Returns the width of a line: a hundred times the requests make it three times as wide. */
export const edgeWidth = ({ count }: Edge) => 1.5 + 1.5 * Math.log10(Math.max(1, count))
