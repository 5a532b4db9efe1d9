import assert from 'node:assert/strict'
import { onBothEngines } from '../../../testing/stores.ts'
import { findSegmentsBack } from './lookup.ts'
import type { SegmentTables } from './tables.ts'

onBothEngines(
  'a step back through the segments never goes on with newer ones, also where it ends',
  async (database) => {
    const segment = { size: 1, open: 0, changes: 0, ids: Buffer.alloc(12) }
    await database.kysely
      .withTables<SegmentTables>()
      .insertInto('search_segments')
      .values(['a1', 'a3', 'a5', 'a7'].map((last) => ({ ...segment, last, first: last })))
      .execute()
    assert.deepEqual(await findSegmentsBack(database, 'a6', 2), { after: 'a3', to: 'a7', segments: 2 })
    assert.deepEqual(await findSegmentsBack(database, 'a5', 2), { after: 'a1', to: 'a5', segments: 2 })
    assert.deepEqual(await findSegmentsBack(database, 'a3', 2), { after: '', to: 'a3', segments: 2 })
    assert.deepEqual(await findSegmentsBack(database, 'a2', 9), { after: '', to: 'a3', segments: 9 })
    assert.deepEqual(await findSegmentsBack(database, 'a8', 9), undefined)
  },
)
