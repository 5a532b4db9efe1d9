import type { Parameters } from '@mediary/contract/reasons'

/** The numbers of one collection. `unchanged`: it was imported before. */
type CollectionResult = {
  found: number
  taken: number
  unchanged: number
  changed: number
  disabled: number
  leftOut: number
}
type Outcome = Exclude<keyof CollectionResult, 'found'>

/** What became of a document, when there is something to say. */
type Remark = {
  collection: string
  outcome: Outcome
  name: string
  reason: string
  documents: number
  /** What a program needs to word the reason. */
  note?: Note
}
type Note = { path?: string | undefined; reason: string; parameters: Parameters }

export type ImportReport = {
  dryRun: boolean
  collections: Record<string, CollectionResult>
  remarks: Remark[]
  /** Settings that OpenHIM has by default and this installation has not. */
  settings: string[]
  /** Clients, channels or a server certificate are not in service although OpenHIM served them. */
  trafficLeftOut: boolean
}

const maxRemarks = 20_000
/** A dump may have a name of a megabyte. */
const maxLength = { name: 200, reason: 1_000 }
const emptyResult: CollectionResult = { found: 0, taken: 0, unchanged: 0, changed: 0, disabled: 0, leftOut: 0 }

/** Collects what becomes of each document. */
export class Report {
  readonly #dryRun
  readonly #collections = new Map<string, CollectionResult>()
  readonly #remarks = new Map<string, Remark>()
  readonly #settings: string[] = []
  #trafficLeftOut = false

  constructor({ dryRun }: { dryRun: boolean }) {
    this.#dryRun = dryRun
  }

  /** Counts documents. */
  add(collection: string, outcome: Outcome, documents = 1) {
    const result = this.#collections.get(collection) ?? emptyResult
    this.#collections.set(collection, {
      ...result,
      found: result.found + documents,
      [outcome]: result[outcome] + documents,
    })
  }

  /** Keeps the reason. Documents without a name of their own are counted by reason. */
  explain(
    collection: string,
    outcome: Outcome,
    fullName: string,
    fullReason: string,
    { documents = 1, note }: { documents?: number; note?: Note } = {},
  ) {
    const name = shorten(fullName, maxLength.name)
    const reason = shorten(fullReason, maxLength.reason)
    const key = JSON.stringify([collection, outcome, name, reason])
    const former = this.#remarks.get(key)
    if (!former && this.#remarks.size >= maxRemarks) return
    const all = (former?.documents ?? 0) + documents
    this.#remarks.set(key, {
      ...{ collection, outcome, name, reason, documents: all },
      ...(note && { note: { path: note.path, reason: note.reason, parameters: shortenAll(note.parameters) } }),
    })
  }

  leaveOutTraffic() {
    this.#trafficLeftOut = true
  }

  suggestSetting(text: string) {
    this.#settings.push(text)
  }

  get content(): ImportReport {
    return {
      dryRun: this.#dryRun,
      collections: Object.fromEntries(this.#collections),
      remarks: [...this.#remarks.values()],
      settings: this.#settings,
      trafficLeftOut: this.#trafficLeftOut,
    }
  }
}

const shorten = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}…` : text)

const shortenAll = (parameters: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      typeof value === 'string' ? shorten(value, maxLength.reason) : value,
    ]),
  )

/** Returns the report as text: a table, the reasons, and what to do next. */
export function printReport({ dryRun, collections, remarks, settings, trafficLeftOut }: ImportReport): string {
  const rows = Object.entries(collections).map(([name, { found, taken, unchanged, changed, disabled, leftOut }]) => [
    name,
    ...[found, taken, changed, disabled, leftOut, unchanged].map(String),
  ])
  const head = ['collection', 'found', 'taken', 'changed', 'disabled', 'left out', 'unchanged']
  const isUnchanged = Object.values(collections).every(
    ({ taken, changed, disabled }) => taken + changed + disabled === 0,
  )
  return [
    ...(dryRun ? ['Dry run: nothing was written.', ''] : []),
    ...toTable([head, ...rows]),
    ...remarks.map(printRemark),
    ...(settings.length ? ['', 'Settings to look at:', ...settings.map((text) => `  ${text}`)] : []),
    '',
    ...(isUnchanged ? ['Nothing is new: everything else was imported before.'] : []),
    trafficLeftOut
      ? 'Some of what carries traffic is left out or disabled: see the reasons above.'
      : 'Everything that carries traffic is taken over.',
  ].join('\n')
}

const printRemark = ({ collection, outcome, name, reason, documents }: Remark, i: number) => {
  const count = documents > 1 ? ` (${documents} documents)` : ''
  const about = [collection, name].filter(Boolean).join(' ')
  return `${i === 0 ? '\n' : ''}${outcome === 'leftOut' ? 'left out' : outcome}: ${about}${count}: ${reason}`
}

function toTable(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const pad = (cell: string, i: number) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))
  return rows.map((row) => row.map(pad).join('  '))
}
