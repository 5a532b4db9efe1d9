// Compares documents with the configuration of a store.
import {
  type Change,
  type ConfigurationDocument,
  type ConfigurationDocuments,
  type ConfigurationKindName,
  type ConfigurationPlan,
  configurationFormat,
  type Difference,
} from '@mediary/contract/configuration'
import type { Issue } from '@mediary/contract/problem'
import type { ObjectRows } from '../history/index.ts'
import { conflict, invalidRequest, ProblemError } from '../platform/http/problem.ts'
import { validate } from '../platform/http/validate.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { diffJson } from '../platform/json-patch.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ConfigurationKind } from './kind.ts'
import { type FindSecret, fillSecrets, hideSecrets } from './references.ts'
import { compareObjects, digestWorld, toObject, type WorldObject } from './world.ts'

export type PlanDeps = { kinds: readonly ConfigurationKind[]; secrets: Secrets; newId: IdGenerator; find: FindSecret }

/** An object as it shall be. `sent`: its document with references. */
type Wanted = WorldObject & { sent: ConfigurationDocument }

/** Returns the changes that lead from a world to the documents. Kinds that are not sent stay as they are. */
export async function buildPlan(
  world: readonly WorldObject[],
  documents: ConfigurationDocuments,
  deps: PlanDeps,
): Promise<ConfigurationPlan> {
  const changes: Change[] = []
  for (const kind of deps.kinds) {
    const sent = documents[kind.name]
    if (!sent) continue
    const present = world.filter((object) => object.kind === kind)
    const wanted = await readAll(kind, sent, present, deps)
    const ids = new Set(wanted.map(({ id }) => id))
    const removed = present.filter(({ id }) => !ids.has(id))
    changes.push(
      ...removed.map((object) => describe(object, undefined)),
      ...wanted.flatMap((one) => describeWanted(one, present)),
    )
  }
  const covers = deps.kinds.flatMap(({ name }) => (documents[name] ? [name] : [])).toSorted()
  return { format: configurationFormat, world: digestWorld(world, deps.secrets), covers, changes }
}

type DescribedObject = Omit<WorldObject, 'rows'>

/** Describes how an object differs from its former state. Nothing when it does not. */
export function describeChange(former: DescribedObject | undefined, next: DescribedObject | undefined): Change[] {
  if (former && next && diffJson(former.document, next.document).length === 0) return []
  return [summarise(former, next)]
}

function describeWanted(wanted: Wanted, present: readonly WorldObject[]): Change[] {
  const current = present.find(({ id }) => id === wanted.id)
  if (current && diffJson(current.document, wanted.document).length === 0) return []
  return [describe(current, wanted)]
}

function describe(current: WorldObject | undefined, wanted: Wanted | undefined): Change {
  const document = wanted && { ...wanted.sent, ...('_id' in wanted.document && { _id: wanted.document._id }) }
  return { ...summarise(current, wanted), ...(document && { document }) }
}

/** Describes a change without the secrets of the object. */
function summarise(former: DescribedObject | undefined, next: DescribedObject | undefined): Change {
  const { kind, id, name } = next ?? former ?? refuseNothing()
  const shown = hideSecrets(kind, former?.document, next?.document)
  return {
    action: !former ? 'create' : next ? 'change' : 'remove',
    kind: kind.name,
    id,
    name,
    differences: shown.former && shown.next ? listDifferences(shown.former, shown.next) : [],
  }
}

const refuseNothing = (): never => {
  throw new Error('a change has a state before or after it')
}

/** Lists the differences with the values that they replace. */
function listDifferences(former: ConfigurationDocument, next: ConfigurationDocument): Difference[] {
  return diffJson(former, next).map((one) => {
    const from = one.op === 'add' ? undefined : findAt(former, one.path)
    return { ...one, ...(from !== undefined && { from }) }
  })
}

function findAt(document: unknown, path: string): unknown {
  const steps = path.split('/').slice(1)
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }, document)
}

async function readAll(
  kind: ConfigurationKind,
  documents: readonly ConfigurationDocument[],
  present: readonly WorldObject[],
  deps: PlanDeps,
): Promise<Wanted[]> {
  const wanted: Wanted[] = []
  for (const [i, sent] of documents.entries())
    wanted.push(await readWanted(kind, { sent, label: `${i}` }, present, deps))
  refuseTwice(kind, wanted)
  return wanted.toSorted(compareObjects)
}

function refuseTwice(kind: ConfigurationKind, wanted: readonly Wanted[]) {
  for (const field of ['id', 'name'] as const) {
    const seen = new Set<string>()
    for (const one of wanted) {
      if (seen.has(one[field])) throw conflict('configuration-twice', { kind: kind.name, name: one[field] })
      seen.add(one[field])
    }
  }
}

/** Reads one document. Its problem names the object. */
export async function readWanted(
  kind: ConfigurationKind,
  { sent, label }: { sent: ConfigurationDocument; label: string },
  present: readonly WorldObject[],
  deps: PlanDeps,
): Promise<Wanted> {
  try {
    return await readDocument(kind, sent, present, deps)
  } catch (error) {
    throw error instanceof ProblemError ? nameObject(error, kind.name, getLabel(sent) ?? label) : error
  }
}

async function readDocument(
  kind: ConfigurationKind,
  sent: ConfigurationDocument,
  present: readonly WorldObject[],
  deps: PlanDeps,
): Promise<Wanted> {
  const parsed = validate(kind.schema, sent, { refuseUnknown: true })
  const current = findCurrent(kind, parsed, present)
  const completed = complete(kind, parsed, current, deps)
  const { document: filled, unchanged } = await fillSecrets(kind, completed, current?.document, deps)
  refuse(kind.findIssues?.(filled, { current: current?.document, unchanged }) ?? [])
  const id = current?.id ?? findObjectId(kind, completed) ?? kind.getName(completed)
  const rows = kind.write(filled)
  return { ...toObject(kind, id, addDefaults(kind, rows)), rows, sent }
}

const addDefaults = ({ defaults = {} }: ConfigurationKind, rows: ObjectRows): ObjectRows =>
  Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [table, all.map((row) => ({ ...defaults[table], ...row }))]),
  )

function refuse(issues: Issue[]) {
  if (issues.length) throw invalidRequest(issues)
}

/** An object is known by its id, and by its name when the document has no id. */
function findCurrent(kind: ConfigurationKind, document: ConfigurationDocument, present: readonly WorldObject[]) {
  const id = findObjectId(kind, document)
  if (id !== undefined) return present.find((one) => one.id === id)
  const name = kind.getName(document)
  return present.find((one) => one.name === name)
}

/** Returns the id by which the history knows the object of a document. */
const findObjectId = ({ idPrefix = '' }: ConfigurationKind, document: ConfigurationDocument) => {
  const id = readId(document)
  return id === undefined ? undefined : idPrefix + id
}

const readId = ({ _id }: ConfigurationDocument) => (typeof _id === 'string' ? _id : undefined)

function complete(
  kind: ConfigurationKind,
  document: ConfigurationDocument,
  current: WorldObject | undefined,
  { newId }: PlanDeps,
): ConfigurationDocument {
  const named = !kind.isSingle
    ? { ...document, _id: readId(document) ?? (current && readId(current.document)) ?? newId() }
    : document
  return kind.complete?.(named, { current: current?.document, newId, now: Date.now() }) ?? named
}

const labels = ['clientID', 'email', 'urn', 'group', 'name'] as const

const getLabel = (document: ConfigurationDocument): string | undefined => {
  const field = labels.find((name) => typeof document[name] === 'string')
  return field && `${document[field]}`.slice(0, 100)
}

/** Returns the problem of one object with its name. Its issues have what a program needs to word the cause. */
export function nameObject(error: ProblemError, kind: ConfigurationKindName, name: string) {
  const { message } = error
  const { reason, parameters } = error.problem
  return new ProblemError(
    error.problem.code,
    'configuration-refused',
    { kind, name, reason: message },
    { cause: error, issues: error.problem.issues ?? [{ path: '', message, reason, parameters }] },
  )
}
