// Takes over a whole OpenHIM database: the configuration first, then the transactions.
import type { Database } from '../platform/database/database.ts'
import { leftOutCollections } from './collections.ts'
import { type ConfigurationDeps, importConfiguration } from './configuration.ts'
import type { Dump } from './reading/dump.ts'
import { type ImportReport, Report } from './report.ts'
import { importTransactions, type TransactionDeps } from './transactions.ts'
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

/** Imports a dump and returns the report. A damaged dump is refused before anything is written. */
export async function importOpenhim(dump: Dump, deps: Deps, options: Options): Promise<ImportReport> {
  const report = new Report({ dryRun: options.isRehearsal })
  const unpacked = new UnpackedDump(options.folder)
  try {
    await unpacked.load(dump)
    await importConfiguration(unpacked, deps, report)
    await deps.announce()
    await importRecord(unpacked, deps, options, report)
    reportLeftOut(unpacked, report)
    suggestSettings(unpacked, options, report)
    return report.content
  } finally {
    unpacked.close()
  }
}

async function importRecord(unpacked: UnpackedDump, deps: Deps, options: Options, report: Report) {
  const all = unpacked.count('transactions')
  if (options.withTransactions) {
    const { isRehearsal, since, onProgress } = options
    await importTransactions(
      unpacked,
      { ...deps, isRehearsal, since, onProgress: (done) => onProgress?.(done, all) },
      report,
    )
  } else if (all) {
    report.add('transactions', 'leftOut', all)
    report.explain('transactions', 'leftOut', '', 'The import was told to leave them out.', all)
  }
}

/** Collections that are not taken over, and those that nobody knows. */
function reportLeftOut(unpacked: UnpackedDump, report: Report) {
  for (const [collection, documents] of unpacked.counts) {
    if (collection in leftOutCollections) explain(collection, leftOutCollections[collection] ?? '', documents)
    else if (!unpacked.isKnown(collection)) explain(collection, 'OpenHIM has no such collection.', documents)
  }

  function explain(collection: string, reason: string, documents: number) {
    report.add(collection, 'leftOut', documents)
    report.explain(collection, 'leftOut', '', reason, documents)
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
