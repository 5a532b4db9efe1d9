import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { CommandError } from '../platform/command-error.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { isPostgres } from '../platform/database/postgres/hosts.ts'
import { backupRecord } from './backup-record.ts'
import {
  checkBodyFiles,
  copyBodyFiles,
  inspectBodies,
  restoreForgottenHeads,
  withBodyFilesClaimed,
} from './body-files.ts'
import { type Manifest, readManifest, sha256Of, writeManifest } from './manifest.ts'
import { dumpPostgres, loadPostgres, withPracticeDatabase } from './store-postgres.ts'
import { checkSqlite, copySqlite, putSqlite } from './store-sqlite.ts'

/** `path` is where programs are looked for. */
type Place = { url: string; keyId: string; path: string }

/** `isNoted`: the store says that it was made, so that nobody is warned. */
type Made = Manifest & { isNoted: boolean }

const counted = ['users', 'clients', 'roles', 'channels', 'certificates', 'transactions', 'refusals'] as const

/** Copies the store into a new folder while others write to it, reads the copy back, and notes in the store that it was made. */
export async function backUp(folder: string, { url, keyId, path }: Place, version: string): Promise<Made> {
  if (existsSync(folder) && readdirSync(folder).length)
    throw new CommandError(`${folder} is not empty: name a new folder.`)
  if (!isPostgres(url) && !existsSync(url)) throw new CommandError('There is no store yet.')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const made = new Date()
  const engine = isPostgres(url) ? 'postgres' : 'sqlite'
  const file = engine === 'sqlite' ? 'store.db' : 'store.dump'
  const copy = join(folder, file)
  const facts = engine === 'sqlite' ? await copiedSqlite(url, copy) : await dumpedPostgres(url, copy, path)
  const manifest: Manifest = {
    format: facts.bodies.length ? 2 : 1,
    version,
    engine,
    made: made.toISOString(),
    keyId,
    ...facts,
    file,
    sha256: await sha256Of(copy),
    bytes: statSync(copy).size,
  }
  writeManifest(folder, manifest)
  return { ...manifest, isNoted: await noteBackup(url, manifest, made) }
}

/** Returns false when the store takes no note: its program is older, or the database user may only read. */
async function noteBackup(url: string, { bytes, bodies }: Manifest, made: Date): Promise<boolean> {
  const database = openDatabase(url)
  try {
    const all = bodies.reduce((sum, file) => sum + file.bytes, bytes)
    await backupRecord(database).add({ made: made.getTime(), bytes: all })
    return true
  } catch {
    return false
  } finally {
    await database.close()
  }
}

/** The store first: what its copy names stands in the body files already. */
const copiedSqlite = (url: string, copy: string) =>
  withBodyFilesClaimed(url, async (renew) => {
    copySqlite(url, copy)
    checkSqlite(copy)
    const bodies = await copyBodyFiles(url, copy, renew)
    const { damaged, forgotten } = inspectBodies(copy)
    await restoreForgottenHeads(url, copy, forgotten)
    return { ...(await readFacts(copy)), bodies, damagedBodies: damaged }
  })

/** A dump cannot be counted: what was there before it was made must stand in it, and more may. */
async function dumpedPostgres(url: string, copy: string, path: string) {
  const facts = await readFacts(url)
  await dumpPostgres(url, copy, path)
  return { ...facts, bodies: [], damagedBodies: 0 }
}

/** Restores into a place that is thrown away afterwards, and compares what is there with what the backup says. */
export async function practise(folder: string, { url, path }: Place): Promise<Manifest> {
  const manifest = await intact(folder, url)
  const from = join(folder, manifest.file)
  if (manifest.engine === 'postgres')
    await withPracticeDatabase(url, async (practice) => {
      await loadPostgres(practice, from, { replace: false, path })
      await compare(practice, manifest)
    })
  else {
    const place = mkdtempSync(join(tmpdir(), 'mediary-practice-'))
    try {
      putSqlite(from, join(place, 'store.db'), new Date())
      await compare(join(place, 'store.db'), manifest)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  }
  return manifest
}

/** Puts the store of a backup in place. Returns where the former SQLite file is kept, when there was one. */
export async function restore(folder: string, { url, keyId, path }: Place, { replace }: { replace: boolean }) {
  const manifest = await intact(folder, url)
  if (manifest.keyId !== keyId)
    throw new CommandError(
      'The backup was made under another installation key: put its installation.key into the data folder (or set MEDIARY_INSTALLATION_KEY) first.',
    )
  if (!replace && (await isFilled(url)))
    throw new CommandError('There is a store already: say --replace to put the backup in its place.')
  const from = join(folder, manifest.file)
  const former = manifest.engine === 'sqlite' ? putSqlite(from, url, new Date()) : undefined
  if (manifest.engine === 'postgres') await loadPostgres(url, from, { replace, path })
  await compare(url, manifest)
  return { manifest, former }
}

async function intact(folder: string, url: string): Promise<Manifest> {
  const manifest = readManifest(folder)
  const file = join(folder, manifest.file)
  if (!existsSync(file) || (await sha256Of(file)) !== manifest.sha256)
    throw new CommandError(`${file} is damaged: it is not what was backed up.`)
  await checkBodyFiles(file, manifest.bodies)
  if ((manifest.engine === 'postgres') !== isPostgres(url))
    throw new CommandError(`The backup is of ${manifest.engine}, and DATABASE_URL names another engine.`)
  return manifest
}

async function compare(url: string, { engine, counts, migrations, damagedBodies }: Manifest) {
  const facts = await readFacts(url)
  const lost = Object.entries(counts).filter(([table, n]) => (facts.counts[table] ?? 0) < n)
  if (lost.length || facts.migrations.join() !== migrations.join())
    throw new CommandError(`The restored store is not complete: ${lost.map(([table]) => table).join(', ')}.`)
  const damaged = engine === 'sqlite' ? inspectBodies(url).damaged : 0
  if (damaged > damagedBodies)
    throw new CommandError(`The restored store is not complete: ${damaged} bodies are damaged.`)
}

const isFilled = async (url: string) =>
  isPostgres(url) ? (await readFacts(url)).migrations.length > 0 : existsSync(url)

async function readFacts(url: string): Promise<Pick<Manifest, 'counts' | 'migrations'>> {
  const database = openDatabase(url)
  try {
    const tables = new Set(
      (await database.kysely.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name),
    )
    const present = counted.filter((table) => tables.has(table))
    const counts: Record<string, number> = {}
    for (const table of present) counts[table] = await countRows(database, table)
    return { counts, migrations: tables.has('kysely_migration') ? await listMigrations(database) : [] }
  } finally {
    await database.close()
  }
}

async function countRows({ kysely }: Database, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(kysely)
  return Number(rows[0]?.n ?? 0)
}

async function listMigrations({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(kysely)
  return rows.map(({ name }) => name)
}
