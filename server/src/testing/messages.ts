import assert from 'node:assert/strict'
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { bodyStore, headStore, type Side, sides } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { overwriteRemoved } from '../transactions/index.ts'

/** Moves the heads of recorded transactions into body files, each with its body when that is one chunk, as workers write them. */
export async function moveToMessages(database: Database, ids: readonly string[]) {
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const { sqlite, bodyFiles } = database
  const [heads, bodies] = [headStore(database), bodyStore(database)]
  const move = (id: string, side: Side, head: string, body: Uint8Array) => {
    const [place] = bodyFiles.append([{ id, part: side, n: 0, head, bytes: body }]).places
    assert.ok(place)
    sqlite
      .prepare(`update transactions set ${side}_file = ?, ${side}_position = ?, ${side}_head_size = ?,
        ${side}_body_size = ?, ${side}_headers = ? where id = ?`)
      .run(place.file, place.position, place.headSize, body.length, side === 'request' ? '' : null, id)
    sqlite.prepare('delete from body_chunks where transaction_id = ? and part = ?').run(id, side)
  }
  for (const id of ids) {
    const { requestHeaders, responseHeaders, upstream } = (await heads.find(id)) ?? assert.fail()
    const [request, response] = await Promise.all(sides.map((side) => bodies.first(id, side, 1e6)))
    sqlite.exec('begin immediate')
    move(id, 'request', JSON.stringify(requestHeaders), request ?? Buffer.alloc(0))
    if (responseHeaders) {
      const head = `[${JSON.stringify(responseHeaders)},${upstream}]`
      move(id, 'response', head, response ?? Buffer.alloc(0))
      const { name } = JSON.parse(upstream ?? '{}')
      sqlite.prepare('update transactions set upstream = ? where id = ?').run(JSON.stringify({ name }), id)
    }
    sqlite.exec('commit')
  }
  await overwriteRemoved(database)
}

/** Flips one bit of a text wherever it stands in the body files of a folder, as a bad disk would. */
export function damageBodyFiles(folder: string, text: string) {
  for (const path of readdirSync(folder).map((name) => join(folder, name))) {
    const bytes = readFileSync(path)
    const at = bytes.indexOf(text)
    if (at === -1) continue
    const handle = openSync(path, 'r+')
    writeSync(handle, Buffer.from([(bytes[at] ?? 0) ^ 1]), 0, 1, at)
    closeSync(handle)
  }
}
