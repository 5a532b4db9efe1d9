import type { ParityReport } from './compare.ts'
import type { DifferenceGroup } from './groups.ts'

/** Returns the report as text. */
export function printParity(report: ParityReport): string {
  const { since, requests, same, undecided, repeated, different, differences, more } = report
  return [
    `${requests} requests since ${since}: ${same} are decided as they were, ${different} otherwise.`,
    ...(undecided ? [`${undecided} depend on their content, which is not stored.`] : []),
    ...(repeated ? [`${repeated} are reruns and retries, which no client sent.`] : []),
    ...differences.map(printDifference),
    ...(more ? ['', `${more} requests differ for further causes.`] : []),
    '',
    different
      ? 'Some traffic would be served otherwise: see the causes above.'
      : 'No traffic would be served otherwise.',
  ].join('\n')
}

export function printDifference({ kind, cause, channel, client, requests, examples, newest, oldest }: DifferenceGroup) {
  const [{ transaction, original } = {}] = examples
  const example = original ?? transaction
  const about = [
    ...(channel ? [`channel ${channel}`] : []),
    client ? `client ${client}` : 'no client',
    `${oldest} to ${newest}`,
    ...(example ? [`for example transaction ${example}`] : []),
  ]
  return ['', `${requests} × ${kind}: ${cause}.`, `    ${about.join(', ')}`].join('\n')
}
