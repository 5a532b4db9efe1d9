// Bodies that stand in objects of a bucket: reading and packing them, and taking out what is removed.
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../platform/database/database.ts'
import { gone, unavailable } from '../../platform/http/problem.ts'
import { leastIdAt } from '../../platform/ids.ts'
import { type ObjectStore, ObjectStoreError } from '../../platform/object-store/object-store.ts'
import { type ColdObject, type ColdRange, listObjectsWith, measureCold } from './catalogue.ts'
import { type ColdChunk, DamagedObjectError, type Digest } from './object-format.ts'
import { ColdObjects } from './objects.ts'
import { packer } from './pack.ts'
import { deleteObjects, rewriteRemoved } from './rewrite.ts'

/** In milliseconds. Bodies younger than this are never in objects. */
const leastAge = 10 * 60_000
/** In milliseconds. Who asks how much is in the bucket waits no longer to hear whether it answers. */
const checkTimeout = 2_000

type Wanted = Pick<ColdChunk, 'id' | 'part' | 'n'>

export type ColdBodies = ReturnType<typeof coldBodies>

type Bucket = { id: string; store: ObjectStore }

/** The bodies in objects. Without a bucket they cannot be read, and none is packed. */
export function coldBodies(database: Database, { bucket, digest }: { bucket?: Bucket; digest: Digest }) {
  const objects = bucket && new ColdObjects(bucket.store, digest)
  const askBucket = bucketCheck(objects)

  return {
    /** An id of the bucket. Nodes with the same id read the same objects. */
    bucket: bucket?.id,

    /** Finds a chunk that the table does not have. Throws a problem when the bucket does not answer, or answers wrong. */
    find: (wanted: Wanted): Promise<ColdChunk | undefined> => findChunk(database, objects, wanted),

    /** Returns what packs the bodies of a partition. */
    packer: (range: ColdRange) => objects && packer(database, objects, range),

    /** Takes removed bodies out of their objects. Nothing happens without a bucket. */
    rewrite: async (mayGoOn: () => Promise<boolean>) =>
      objects ? rewriteRemoved(database, objects, mayGoOn) : { removed: [], unreadable: [] },

    /** Deletes the objects that belong to nothing. `except`: uploads that somebody is at. */
    clean: async (except: readonly string[]): Promise<number> =>
      objects ? deleteObjects(database, objects, except) : 0,

    /** Measures what is in objects, and asks whether the bucket answers; undefined when nothing is there and no bucket is configured. */
    async describe() {
      const measured = await measureCold(database)
      if (!objects && measured.objects === 0) return undefined
      return { ...measured, ...(await askBucket()) }
    },
  }
}

async function findChunk(database: Database, objects: ColdObjects | undefined, wanted: Wanted) {
  if (wanted.id > leastIdAt(Date.now() - leastAge)) return undefined
  const listCandidates = async () => listObjectsWith(database, wanted.id, wanted.part)
  const candidates = await listCandidates()
  if (candidates.length === 0) return undefined
  if (!objects) throw unavailable('bucket-not-configured', { name: wanted.part })
  try {
    return await findIn(objects, candidates, wanted)
  } catch (error) {
    // The object may have been written anew meanwhile.
    const present = await listCandidates()
    const isSame = present.map(({ object }) => object).join() === candidates.map(({ object }) => object).join()
    if (isSame) throw toProblem(error, wanted.part)
    return findIn(objects, present, wanted).catch((later: unknown) => {
      throw toProblem(later, wanted.part)
    })
  }
}

async function findIn(objects: ColdObjects, candidates: readonly ColdObject[], wanted: Wanted) {
  for (const candidate of candidates) {
    const chunk = await objects.find(candidate, wanted)
    if (chunk) return chunk
  }
  return undefined
}

type BucketState = { answers: boolean; problem?: 'unreachable' | 'refused' | 'not-configured'; detail?: string }

/** Returns what asks the bucket. A question that is still open is not asked again: many who look at a bucket that hangs cost one request. */
function bucketCheck(objects: ColdObjects | undefined) {
  const asked: { answer: Promise<BucketState> | undefined } = { answer: undefined }
  const late: BucketState = {
    answers: false,
    problem: 'unreachable',
    detail: `The bucket did not answer within ${checkTimeout / 1000} seconds`,
  }
  return () => {
    asked.answer ??= checkBucket(objects).finally(() => {
      asked.answer = undefined
    })
    return Promise.race([asked.answer, pause(checkTimeout, late, { ref: false })])
  }
}

async function checkBucket(objects: ColdObjects | undefined): Promise<BucketState> {
  if (!objects) return { answers: false, problem: 'not-configured', detail: 'No bucket is configured' }
  try {
    await objects.check()
    return { answers: true }
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error
    return { answers: false, problem: error.kind === 'unreachable' ? 'unreachable' : 'refused', detail: error.message }
  }
}

function toProblem(cause: unknown, name: string) {
  const options = { cause }
  if (cause instanceof DamagedObjectError) return gone('body-damaged-in-bucket', { name }, options)
  if (!(cause instanceof ObjectStoreError)) return cause
  if (cause.kind === 'missing') return gone('body-damaged-in-bucket', { name }, options)
  return unavailable('bucket-unavailable', { name }, options)
}
