import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migratedFile, migratedTemplate } from './migrated.ts'
import { type Cluster, startPostgres } from './postgres.ts'

let cluster: Promise<Cluster> | undefined
after(async () => (await cluster)?.stop())

/** The PostgreSQL that the test run started (`MEDIARY_TEST_POSTGRES`), else one of this file's own. */
async function postgresUrl() {
  if (process.env.MEDIARY_TEST_POSTGRES) return process.env.MEDIARY_TEST_POSTGRES
  cluster ??= startPostgres()
  return (await cluster).url
}

let template: Promise<string> | undefined
const copyMigrated = migratedFile(after)

type Content = 'empty' | 'migrated'

/** A new database of the test's own; removed when the test ends. */
export async function newDatabaseUrl(
  engine: Database['engine'],
  cleanUp: (work: () => Promise<void>) => void,
  content: Content = 'empty',
) {
  if (engine === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'mediary-test-'))
    cleanUp(async () => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'test.db')
    if (content === 'migrated') await copyMigrated(file)
    return file
  }
  const url = new URL(await postgresUrl())
  const name = `test_${randomBytes(8).toString('hex')}`
  if (content === 'migrated') template ??= migratedTemplate(url.toString())
  await administer(url, `create database ${name} ${content === 'migrated' ? await template : ''}`)
  cleanUp(() => administer(url, `drop database if exists ${name} with (force)`))
  return Object.assign(new URL(url), { pathname: `/${name}` }).toString()
}

async function administer(url: URL, statement: string) {
  const admin = new pg.Client({ connectionString: url.toString() })
  await admin.connect()
  await admin.query(statement)
  await admin.end()
}

/** Runs a test on SQLite and on PostgreSQL, each time with a new, migrated database. */
export function onBothEngines(name: string, work: (database: Database) => Promise<void>) {
  for (const engine of ['sqlite', 'postgres'] as const) {
    test(`${name} (${engine})`, async (context) => {
      const cleanUps: (() => Promise<void>)[] = []
      const url = await newDatabaseUrl(engine, (cleanUp) => cleanUps.push(cleanUp), 'migrated')
      const database = openDatabase(url)
      context.after(async () => {
        await database.close()
        for (const cleanUp of cleanUps) await cleanUp()
      })
      await work(database)
    })
  }
}
