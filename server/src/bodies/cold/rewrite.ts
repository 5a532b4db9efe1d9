// Takes removed bodies out of their objects.
import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { ObjectStoreError } from '../../platform/object-store/object-store.ts'
import {
  abandonUploads,
  type ColdObject,
  type ColdRemoval,
  deleteRemovals,
  findRemovals,
  forgetUpload,
  isRegistered,
  listAffectedObjects,
  listRemovals,
  listUsed,
  lockColdRange,
  noteUpload,
  registerObjects,
  releaseObject,
} from './catalogue.ts'
import { type ColdChunk, type ColdEntry, DamagedObjectError, toBase } from './object-format.ts'
import { type ColdObjects, type Index, readNumber } from './objects.ts'

const batch = 2_000

type RemovedCold = { channel: string; transactions: number; chunks: number; bytes: number }

/** Ends early when it returns false: another process is at it. */
type MayGoOn = () => Promise<boolean>

const isAmong = (removals: readonly ColdRemoval[]) => {
  const keys = new Set(removals.map(({ transaction_id, part }) => `${transaction_id}\n${part}`))
  return ({ id, part }: ColdEntry) => keys.has(`${id}\n`) || keys.has(`${id}\n${part}`)
}

type Rewritten = {
  removed: RemovedCold[]
  /** Objects that are missing or damaged. What is removed of them is not shown, and they are deleted when all of their range is due. */
  unreadable: string[]
}

/** Takes the removed bodies out of all objects. An object of which nothing is left is deleted. */
export async function rewriteRemoved(database: Database, objects: ColdObjects, mayGoOn: MayGoOn): Promise<Rewritten> {
  const rewritten: Rewritten = { removed: [], unreadable: [] }
  for (let after: ColdRemoval | undefined; ; ) {
    const removals = await listRemovals(database, batch, after)
    const skipped: ColdObject[] = []
    for (const object of await listAffectedObjects(database, removals)) {
      if (!(await mayGoOn())) return rewritten
      const found = await rewriteObject(database, objects, object)
      if (found === 'unreadable') skipped.push(object)
      else if (found) rewritten.removed.push(found)
    }
    await deleteRemovals(
      database,
      removals.filter((removal) => !skipped.some((object) => mayHold(object, removal))),
    )
    rewritten.unreadable.push(...skipped.map(({ object }) => object))
    if (removals.length < batch) return rewritten
    after = removals.at(-1)
  }
}

const mayHold = ({ channel, least, greatest }: ColdObject, { channel: of, transaction_id: id }: ColdRemoval) =>
  channel === of && least <= id && id <= greatest

async function rewriteObject(
  database: Database,
  objects: ColdObjects,
  object: ColdObject,
): Promise<RemovedCold | 'unreadable' | undefined> {
  try {
    return await removeFrom(database, objects, object, await objects.readIndex(object))
  } catch (error) {
    if (error instanceof DamagedObjectError) return 'unreadable'
    if (error instanceof ObjectStoreError && error.kind === 'missing') return 'unreadable'
    throw error
  }
}

async function removeFrom(database: Database, objects: ColdObjects, object: ColdObject, index: Index) {
  const ids = [...new Set(index.entries.map(({ id }) => id))]
  const isRemoved = isAmong(await findRemovals(database, ids))
  const gone = index.entries.filter(isRemoved)
  if (gone.length === 0) return undefined
  const left = index.entries.filter((entry) => !isRemoved(entry))
  const written = left.length > 0 ? await writeAnew(database, objects, { object, index, left }) : undefined
  if (!(await replaceObject(database, object, written))) return undefined
  objects.forget(object.object)
  return {
    channel: object.channel,
    transactions: new Set(gone.map(({ id }) => id)).size,
    chunks: gone.length,
    bytes: gone.reduce((sum, { size }) => sum + size, 0),
  }
}

/** False when the bodies of the object were removed or written anew meanwhile. */
const replaceObject = (database: Database, object: ColdObject, written: ColdObject | undefined) =>
  database.kysely.transaction().execute(async (trx) => {
    if (!(await lockColdRange(trx, object)) || !(await isRegistered(trx, object.object))) return false
    await releaseObject(trx, object.object)
    if (written) await registerObjects(trx, [written])
    return true
  })

type Left = { object: ColdObject; index: Index; left: readonly ColdEntry[] }

async function writeAnew(database: Database, objects: ColdObjects, { object, index, left }: Left): Promise<ColdObject> {
  const chunks: ColdChunk[] = await objects.readChunks(index, left)
  // Nobody else ever writes an object of this name, not even a process that was taken for dead.
  const number = Math.max(readNumber(index.name) + 1, Date.now() * 1000 + randomInt(1000))
  const name = `${toBase(index.name)}${number}`
  await noteUpload(database, name)
  const bytes = await objects.write(name, chunks)
  return {
    ...object,
    object: name,
    least: chunks[0]?.id ?? object.least,
    greatest: chunks.at(-1)?.id ?? object.greatest,
    transactions: new Set(chunks.map(({ id }) => id)).size,
    chunks: chunks.length,
    body_bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0),
    bytes,
  }
}

/** Tells whether anything that is removed still stands in the bucket. */
export async function hasRemovedInBucket({ engine, kysely }: Database): Promise<boolean> {
  if (engine === 'sqlite') return false
  const { rows } = await sql`(select 1 from cold_removals limit 1) union all
    (select 1 from cold_uploads where state = 'deleting' limit 1)`.execute(kysely)
  return rows.length > 0
}

/** Deletes the objects that belong to nothing. `except`: uploads that somebody is at. */
export async function deleteObjects(
  database: Database,
  objects: ColdObjects,
  except: readonly string[],
): Promise<number> {
  const names = await abandonUploads(database, except)
  for (const name of names) {
    await objects.remove(name)
    // A store that was restored names an object whose successors it does not know.
    const used = await listUsed(database, toBase(name))
    for (const stored of await objects.listGenerations(name)) if (!used.includes(stored)) await objects.remove(stored)
    await forgetUpload(database, name)
  }
  return names.length
}
