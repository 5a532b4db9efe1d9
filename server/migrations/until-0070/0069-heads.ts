import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * Adds where the head of a request and that of an answer stand, each with its body when that was whole: in a body file, or, where `file` is
 * null, in the row. Only SQLite has body files. What a row names no more is listed until it is overwritten.
 */
export const heads: Migrations[string] = (engine) => ({
  async up(db) {
    if (engine === 'postgres') return
    for (const side of ['request', 'response'])
      for (const column of ['file integer', 'position integer', 'head_size integer', 'body_size integer', 'key text'])
        await sql`alter table transactions add column ${sql.raw(`${side}_${column}`)}`.execute(db)
    // The address that an answer gave, for those who look for patients.
    await sql`alter table transactions add column response_location text`.execute(db)
    await sql`create trigger messages_removed after delete on transactions
      when old.request_file is not null or old.response_file is not null begin
        ${list('request')}; ${list('response')}; end`.execute(db)
    // An entry that was moved keeps its sizes. Its former place goes with its file.
    for (const side of ['request', 'response']) {
      const [is, was] = ['new', 'old'].map((row) => (column: string) => `${row}.${side}_${column}`)
      if (!is || !was) continue
      const isOther = `${is('file')} is null or ${is('head_size')} <> ${was('head_size')} or ${is('body_size')} <> ${was('body_size')}`
      await sql`create trigger ${sql.raw(`${side}_message_replaced`)} after update of
        ${sql.raw(`${side}_file, ${side}_head_size, ${side}_body_size`)} on transactions
        when ${sql.raw(`${was('file')} is not null and (${isOther})`)} begin ${list(side)}; end`.execute(db)
    }
  },
})

/** The head of an entry, its names, the length of the head of the message, that head, the body. */
const list = (side: string) =>
  sql.raw(`insert or ignore into removed_bodies (file, position, length)
    select old.${side}_file, old.${side}_position,
      16 + length(old.id) + ${side.length} + 4 + old.${side}_head_size + old.${side}_body_size
    where old.${side}_file is not null`)
