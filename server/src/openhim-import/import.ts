// Takes over a whole OpenHIM database: the configuration first, then the transactions.
import { reindexPatients } from '../audit-events/index.ts'
import type { Database } from '../platform/database/database.ts'
import { configurationCollections, leftOutCollections } from './collections.ts'
import { type ConfigurationDeps, importConfiguration } from './configuration.ts'
import type { Dump } from './reading/dump.ts'
import { type ImportReport, Report } from './report.ts'
import { dumpTransactions, importTransactions, type ReadBatches, type TransactionDeps } from './transactions.ts'
import { UnpackedDump } from './unpacked-dump.ts'

type Options = {
  /** Where the dump is unpacked. */
  folder: string
  isRehearsal: boolean
  withTransactions: boolean
  since?: number | undefined
  settings: { compatOpenhim: boolean; tokenAuthentication: boolean }
  onProgress?: ((done: number, all: number) => void) | undefined
}
type Deps = ConfigurationDeps &
  Pick<TransactionDeps, 'channels' | 'sealFor' | 'isShared'> & {
    record: Database
    /** The configuration is complete: gateways may load it. */
    announce: () => Promise<void>
  }

/** What is imported. `api`: it is a running OpenHIM, whose transactions are not in the dump. */
type Source = { dump: Dump; api?: { readTransactions: ReadBatches } | undefined }

/** Imports a dump and returns the report. A damaged dump is refused before anything is written. */
export async function importOpenhim({ dump, api }: Source, deps: Deps, options: Options): Promise<ImportReport> {
  const report = new Report({ dryRun: options.isRehearsal })
  const unpacked = new UnpackedDump(options.folder)
  try {
    await unpacked.load(dump)
    await importConfiguration(unpacked, deps, report)
    await deps.announce()
    await importRecord({ unpacked, api }, deps, options, report)
    if (api) reportNotAsked(report)
    reportLeftOut(unpacked, report)
    reportRepeated(unpacked, report, options)
    suggestSettings(unpacked, options, report)
    return report.content
  } finally {
    unpacked.close()
  }
}

type Unpacked = Pick<Source, 'api'> & { unpacked: UnpackedDump }

async function importRecord({ unpacked, api }: Unpacked, deps: Deps, options: Options, report: Report) {
  const all = unpacked.count('transactions')
  if (options.withTransactions) {
    const { isRehearsal, since, onProgress } = options
    const oldest = await importTransactions(
      api?.readTransactions ?? dumpTransactions(unpacked),
      { ...deps, dump: unpacked, isRehearsal, since, onProgress: (done) => onProgress?.(done, all) },
      report,
    )
    // The index of patients may be past them: a server runs, or has run.
    if (oldest !== undefined && !isRehearsal) await reindexPatients(deps.record, oldest)
  } else if (all) {
    report.add('transactions', 'leftOut', all)
    report.explain('transactions', 'leftOut', '', 'The import was told to leave them out.', { documents: all })
  }
}

const notAsked = ['tasks', 'channelaudits', 'metrics', 'audits']

/** What a dump has, and the API of OpenHIM is not asked for. */
function reportNotAsked(report: Report) {
  for (const collection of notAsked)
    report.explain(collection, 'leftOut', '', leftOutCollections[collection] ?? '', { documents: 0 })
}

/** Collections that are not taken over, and those that nobody knows. */
function reportLeftOut(unpacked: UnpackedDump, report: Report) {
  for (const [collection, documents] of unpacked.counts) {
    if (collection in leftOutCollections) explain(collection, leftOutCollections[collection] ?? '', documents)
    else if (!unpacked.isKnown(collection)) explain(collection, 'OpenHIM has no such collection.', documents)
  }

  function explain(collection: string, reason: string, documents: number) {
    report.add(collection, 'leftOut', documents)
    report.explain(collection, 'leftOut', '', reason, { documents })
  }
}

/** A collection has no id twice. A dump can, when it holds two files of one collection. */
function reportRepeated(unpacked: UnpackedDump, report: Report, { withTransactions }: Options) {
  for (const collection of [...Object.keys(configurationCollections), ...(withTransactions ? ['transactions'] : [])]) {
    const documents = unpacked.countRepeated(collection)
    if (documents === 0) continue
    report.add(collection, 'leftOut', documents)
    report.explain(collection, 'leftOut', '', 'The dump has another one with the same id, which came later.', {
      documents,
    })
  }
}

/** Names settings of this program that stand for what OpenHIM does by default. An import does not change settings. */
function suggestSettings(unpacked: UnpackedDump, { settings }: Options, report: Report) {
  if (!settings.compatOpenhim && unpacked.count('channels'))
    report.suggestSetting(
      'compat.openhim: true, if your clients depend on 401 in place of 403, and 500 in place of 502 and 504',
    )
  const signsInByToken = [...unpacked.read('passports')].some(({ content }) => content.protocol === 'token')
  if (!settings.tokenAuthentication && signsInByToken)
    report.suggestSetting(
      'api.tokenAuthentication: true, if scripts sign in with auth-username, auth-ts, auth-salt, auth-token',
    )
}
