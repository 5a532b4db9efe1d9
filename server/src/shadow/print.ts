import { printDifference } from '../parity/index.ts'
import type { Comparison } from './compare.ts'

/** Returns the report as text. */
export function printShadow(report: Comparison): string {
  const { since, requests, same, undecided, unanswered, unnamed, ambiguous, unmirrored, different, differences } =
    report
  return [
    `${requests} mirrored requests since ${since}: ${same} were decided as in OpenHIM, ${different} otherwise.`,
    ...(report.older ? ['Older ones were not compared: choose fewer days.'] : []),
    ...(undecided ? [`${undecided} could be compared only in part: import the transactions of OpenHIM first.`] : []),
    ...(unanswered
      ? [`${unanswered} have no answer of OpenHIM: import its transactions, or name the log of the proxy.`]
      : []),
    ...(unnamed ? [`${unnamed} came without X-Request-ID, so that nothing can be compared.`] : []),
    ...(ambiguous ? [`${ambiguous} ids came more than once.`] : []),
    ...(unmirrored
      ? [`${unmirrored} transactions of OpenHIM came through the proxy, and no copy of them arrived.`]
      : []),
    ...differences.map(printDifference),
    ...(report.more ? ['', `${report.more} requests differ for further causes.`] : []),
    '',
    different
      ? 'Some traffic would be served otherwise: see the causes above.'
      : 'No difference was found in what could be compared.',
  ].join('\n')
}
