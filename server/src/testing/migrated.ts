import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrations } from '../../migrations/index.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'

// To migrate a store takes longer than most tests: each is a copy of one that was migrated once.

const template = 'migrated'
// Any number, the same for all test files.
const lock = 7_261_001

/**
 * What makes a new database a migrated one. The database that it is copied from is made the first time; test files that
 * run side by side make it once.
 */
export async function migratedTemplate(cluster: string): Promise<string> {
  const admin = new pg.Client({ connectionString: cluster })
  await admin.connect()
  try {
    await admin.query(`select pg_advisory_lock(${lock})`)
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template])
    if (rowCount) return await copying(admin)
    const unfinished = `migrating_${randomBytes(4).toString('hex')}`
    await admin.query(`create database ${unfinished}`)
    await migrateAt(Object.assign(new URL(cluster), { pathname: `/${unfinished}` }).toString())
    await admin.query(`alter database ${unfinished} rename to ${template}`)
    return await copying(admin)
  } finally {
    await admin.end()
  }
}

/** Copying files is several times faster than writing pages to the log, as newer versions do unless told. */
async function copying(admin: pg.Client) {
  const { rows } = await admin.query<{ server_version_num: string }>('show server_version_num')
  return `template ${template}${Number(rows[0]?.server_version_num) >= 150_000 ? ' strategy file_copy' : ''}`
}

/** Copies a migrated SQLite file, which is made the first time. */
export function migratedFile(afterAll: (work: () => void) => void) {
  const state = { folder: undefined as string | undefined, made: undefined as Promise<string> | undefined }
  afterAll(() => state.folder && rmSync(state.folder, { recursive: true, force: true }))
  const make = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mediary-migrated-'))
    state.folder = folder
    const file = join(folder, 'migrated.db')
    await migrateAt(file)
    return file
  }
  return async (to: string) => {
    state.made ??= make()
    copyFileSync(await state.made, to)
  }
}

async function migrateAt(url: string) {
  const database = openDatabase(url)
  await migrate(database, migrations)
  await database.close()
}
