import assert from 'node:assert/strict'
import { onBothEngines } from '../../../testing/stores.ts'
import { chunkDownFrom } from './lookup.ts'
import type { BlockTables } from './tables.ts'

onBothEngines('a step back through the blocks never goes on with newer ones, also where it ends', async (database) => {
  const block = { size: 1, open: 0, changes: 0, ids: Buffer.alloc(12) }
  await database.kysely
    .withTables<BlockTables>()
    .insertInto('search_blocks')
    .values(['a1', 'a3', 'a5', 'a7'].map((last) => ({ ...block, last, first: last })))
    .execute()
  assert.deepEqual(await chunkDownFrom(database, 'a6', 2), { after: 'a3', to: 'a7', blocks: 2 })
  assert.deepEqual(await chunkDownFrom(database, 'a5', 2), { after: 'a1', to: 'a5', blocks: 2 })
  assert.deepEqual(await chunkDownFrom(database, 'a3', 2), { after: '', to: 'a3', blocks: 2 })
  assert.deepEqual(await chunkDownFrom(database, 'a2', 9), { after: '', to: 'a3', blocks: 9 })
  assert.deepEqual(await chunkDownFrom(database, 'a8', 9), undefined)
})
