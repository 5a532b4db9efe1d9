import { readFileSync, writeFileSync } from 'node:fs'
import type { Bench } from './bench.ts'
import type { Measurement } from './measure.ts'
import type { Scenario } from './scenarios.ts'

export type Cell = { scenario: Scenario; connections: number; target: string; round: number; measured: Measurement }
export type Memory = { target: string; mebibytes: number }

export function median(values: number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)
  return middle / 2
}

export function formatHeading({ options, cores, machine }: Bench) {
  const { rounds, seconds, warmUp, workers, database, sealed } = options
  const pinned = cores
    ? `Targets pinned to core ${cores.target}; load generator and upstream to core ${cores.generator}.`
    : 'This machine has one core for us: nothing is pinned, and the load generator competes with what it measures.'
  return [
    `${new Date().toISOString().slice(0, 10)}: \`npm run bench -- ${process.argv.slice(2).join(' ')}\``.trim(),
    '',
    `Medians of ${rounds} round(s) of ${seconds} s after ${warmUp} s of warm-up; ${workers} worker(s); store: ${database}${sealed ? ', bodies sealed' : ''}. ${pinned}`,
    '',
    ...machine.map(([name, value]) => `- ${name}: ${value}`),
  ].join('\n')
}

/** Medians over the rounds; a ratio is the median of the rounds' ratios, since what slows a round slows all in it. */
export function formatTable(cells: Cell[], memory: Memory[]) {
  const rows = [...Map.groupBy(cells, formatRow).values()].map((row) => line(row, cells))
  const used = [...Map.groupBy(memory, ({ target }) => target)].map(
    ([target, taken]) => `| ${target} | ${median(taken.map(({ mebibytes }) => mebibytes)).toFixed(0)} |`,
  )
  return [
    '| request | connections | target | requests/s | p50 ms | p99 ms | CPU µs/request | of nginx’s CPU |',
    '|---|---:|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    '| target | memory after the run, MiB |',
    '|---|---:|',
    ...used,
  ].join('\n')
}

const formatRow = ({ scenario, connections, target }: Cell) => `${scenario.name} ${connections} ${target}`

function line(row: Cell[], cells: Cell[]) {
  const [first] = row
  if (!first) return ''
  const { scenario, connections, target } = first
  const of = (part: (measured: Measurement) => number) => median(row.map(({ measured }) => part(measured)))
  const cpu = of((measured) => measured.cpu).toFixed(1)
  const inStore = `${of(({ store }) => store?.cpu ?? 0).toFixed(1)} in its store, ${of(({ store }) => store?.walBytes ?? 0).toFixed(0)} B of WAL`
  const latency = (part: (measured: Measurement) => number | undefined) =>
    row.some(({ measured }) => part(measured) === undefined) ? '-' : of((measured) => part(measured) ?? 0).toFixed(2)
  const numbers = [
    of((m) => m.rate).toFixed(0),
    latency((m) => m.p50),
    latency((m) => m.p99),
    first.measured.store ? `${cpu} + ${inStore}` : cpu,
  ]
  return `| ${[scenario.title, connections, target, ...numbers, ratio(row, cells)].join(' | ')} |`
}

function ratio(row: Cell[], cells: Cell[]) {
  const ratios = row.flatMap(({ scenario, connections, round, measured }) => {
    const nginx = cells.find(
      (cell) =>
        cell.target === 'nginx' &&
        cell.round === round &&
        cell.scenario.name === scenario.name &&
        cell.connections === connections,
    )
    return nginx ? [measured.cpu / nginx.measured.cpu] : []
  })
  return ratios.length > 0 ? `${median(ratios).toFixed(2)} ×` : '-'
}

/** Between its two marks in the page, everything is the bench's. */
export function writeInto(file: string, store: string, text: string) {
  const [begin, end] = [`<!-- measured ${store}: begin -->`, `<!-- measured ${store}: end -->`]
  const page = readFileSync(file, 'utf8')
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${file} lacks the lines ${begin} and ${end}.`)
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`)
}
