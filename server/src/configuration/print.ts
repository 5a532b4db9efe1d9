// Writes a plan for people.
import type { Change, ConfigurationPlan, Difference } from '@mediary/contract/configuration'

const signs = { create: '+', change: '~', remove: '-' } as const
const maxShown = 200

/** Returns one line for each change, and below it one line for each difference. */
export function printPlan({ changes }: ConfigurationPlan): string {
  if (changes.length === 0) return 'Nothing differs.'
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length
  return [
    ...changes.flatMap(printChange),
    `${count('create')} to create, ${count('change')} to change, ${count('remove')} to remove.`,
  ].join('\n')
}

const printChange = ({ action, kind, name, differences }: Change): string[] => [
  `${signs[action]} ${kind} "${name}"`,
  ...differences.map((one) => `    ${printDifference(one)}`),
]

function printDifference({ op, path, from, value }: Difference) {
  const field = path.slice(1).replaceAll('/', '.')
  if (op === 'remove') return `${field}: ${toText(from)} is removed`
  if (op === 'add') return `${field}: ${toText(value)} is added`
  return `${field}: ${toText(from)} becomes ${toText(value)}`
}

function toText(value: unknown) {
  const text = JSON.stringify(value) ?? ''
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
}
