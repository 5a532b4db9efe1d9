// Checks an AuditEvent against a profile of IHE's Basic Audit Log Patterns. See README.md for what it checks.
import { readFileSync } from 'node:fs'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'

type Json = Record<string, unknown>
type Element = Json & {
  id: string
  min: number
  max: string
  sliceName?: string
  slicing?: { discriminator: { type: string; path: string }[]; rules: string }
  binding?: { strength: string; valueSet?: string }
  type?: { code: string; targetProfile?: string[] }[]
}
type Definition = Json & { url: string; snapshot: { element: Element[] } }
type ValueSet = { url: string; compose: { include: { system: string; concept?: { code: string }[] }[] } }

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const resources: Json[] = read('profiles.json').entry.map(({ resource }: { resource: Json }) => resource)
const definitions = new Map(
  resources.filter(isDefinition).map((definition): [string, Definition] => [definition.url, definition]),
)
const valueSets = new Map(resources.filter(isValueSet).map((set): [string, ValueSet] => [set.url, set]))
const base = read('fhir-r4.json')
indexStructureDefinitionBundle(base)
const baseDefinition: Definition = base.entry
  .map(({ resource }: { resource: Definition }) => resource)
  .find(({ id }: Definition) => id === 'AuditEvent')

function isDefinition(resource: Json): resource is Definition {
  return resource.resourceType === 'StructureDefinition'
}
function isValueSet(resource: Json): resource is Json & ValueSet {
  return resource.resourceType === 'ValueSet'
}

/** Returns the errors of an event, by the profile that it claims; by FHIR R4 alone when it claims none. */
export function findErrors(event: Json): string[] {
  const claimed = toObject(event.meta).profile
  const urls = Array.isArray(claimed) ? claimed.map(String) : []
  return [undefined, ...urls].flatMap((url) => {
    const definition = url === undefined ? baseDefinition : definitions.get(url)
    if (!definition) return [`unknown profile ${url}`]
    const { resourceType, ...elements } = event
    return [...checkChildren(elements, 'AuditEvent', definition), ...validate(event, url)]
  })
}

function validate(event: Json, url: string | undefined): string[] {
  const profile = url === undefined ? undefined : definitions.get(url)
  try {
    // biome-ignore lint/suspicious/noExplicitAny: the validator takes every resource
    return validateResource(event as any, profile && { profile: profile as any }).map((issue) => JSON.stringify(issue))
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error
    return (error.outcome.issue ?? []).map(
      ({ details, expression }: Json) => `${JSON.stringify(details)} ${expression}`,
    )
  }
}

const toObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {})

function checkChildren(value: Json, id: string, definition: Definition): string[] {
  const children = listChildren(id, definition)
  if (children.length === 0) return []
  const named = children.filter(({ sliceName }) => sliceName === undefined)
  const names = new Set(named.map((child) => findName(child, value)))
  const unknown = Object.keys(value).filter((name) => !names.has(name))
  return [
    ...unknown.map((name) => `${id}.${name}: is not defined`),
    ...named.flatMap((child) => {
      const found = value[findName(child, value)]
      const values = found === undefined ? [] : [found].flat()
      const slices = children.filter((one) => one.id.startsWith(`${child.id}:`))
      return [...checkCount(child, values.length), ...checkValues(values, { child, slices, definition })]
    }),
  ]
}

const children = new Map<Definition, Map<string, Element[]>>()

function listChildren(id: string, definition: Definition): Element[] {
  const known =
    children.get(definition) ?? Map.groupBy(definition.snapshot.element, (one) => one.id.replace(/\.[^.]*$/, ''))
  children.set(definition, known)
  return known.get(id) ?? []
}

/** `value[x]` stands for `valueString` and the like. */
function findName({ id }: Element, value: Json): string {
  const name = id.split('.').at(-1) ?? ''
  if (!name.endsWith('[x]')) return name
  return Object.keys(value).find((key) => key.startsWith(name.slice(0, -3))) ?? name
}

function checkCount({ id, min, max }: Element, count: number): string[] {
  const limit = max === '*' ? Number.POSITIVE_INFINITY : Number(max)
  return count < min || count > limit ? [`${id}: ${count} values, ${min}..${max} expected`] : []
}

type Sliced = { child: Element; slices: Element[]; definition: Definition }

function checkValues(values: unknown[], { child, slices, definition }: Sliced): string[] {
  const chosen = values.map((value) => slices.find((slice) => isInSlice(value, { slice, child, definition })))
  return [
    ...slices.flatMap((slice) => checkCount(slice, chosen.filter((one) => one === slice).length)),
    ...values.flatMap((value, i) =>
      [child, ...(chosen[i] ? [chosen[i]] : [])].flatMap((element) => [
        ...checkValue(value, element),
        ...(typeof value === 'object' ? checkChildren(toObject(value), element.id, definition) : []),
      ]),
    ),
  ]
}

function isInSlice(
  value: unknown,
  { slice, child, definition }: { slice: Element; child: Element; definition: Definition },
) {
  return (child.slicing?.discriminator ?? []).every(({ path }) => {
    const element =
      path === '$this' ? slice : definition.snapshot.element.find(({ id }) => id === `${slice.id}.${path}`)
    const part = path === '$this' ? value : toObject(value)[path]
    return (
      element !== undefined && part !== undefined && isDetermined(element) && checkValue(part, element).length === 0
    )
  })
}

const findPattern = (element: Element) =>
  Object.entries(element).find(([key]) => key.startsWith('pattern') || key.startsWith('fixed'))?.[1]
const isDetermined = (element: Element) => findPattern(element) !== undefined || findValueSet(element) !== undefined
const findValueSet = ({ binding }: Element) =>
  binding?.strength === 'required' ? valueSets.get((binding.valueSet ?? '').split('|')[0] ?? '') : undefined

function checkValue(value: unknown, element: Element): string[] {
  const pattern = findPattern(element)
  const set = findValueSet(element)
  const targets = element.type?.flatMap(({ targetProfile = [] }) => targetProfile.map((url) => url.split('/').at(-1)))
  return [
    ...(pattern === undefined || contains(value, pattern)
      ? []
      : [`${element.id}: differs from ${JSON.stringify(pattern)}`]),
    ...(set === undefined || isInValueSet(value, set) ? [] : [`${element.id}: is not of ${set.url}`]),
    ...(isReferenceTo(value, targets) ? [] : [`${element.id}: must refer to ${targets}`]),
  ]
}

/** A value has everything of a pattern. */
function contains(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every((one) => value.some((other) => contains(other, one)))
  if (typeof pattern !== 'object' || pattern === null) return value === pattern
  return Object.entries(pattern).every(([key, one]) => contains(toObject(value)[key], one))
}

function isInValueSet(value: unknown, { compose }: ValueSet): boolean {
  const { coding = [value] } = toObject(value)
  return [coding]
    .flat()
    .some((one) =>
      compose.include.some(
        ({ system, concept }) =>
          toObject(one).system === system &&
          (concept === undefined || concept.some(({ code }) => code === toObject(one).code)),
      ),
    )
}

function isReferenceTo(value: unknown, targets: (string | undefined)[] | undefined): boolean {
  const { reference, type } = toObject(value)
  if (!targets?.length || targets.includes('Resource')) return true
  const named = typeof reference === 'string' ? reference.split('/').at(-2) : type
  return named === undefined || targets.includes(String(named))
}
