import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { CommandError } from '../platform/command-error.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const BodyFile = z.object({ file: z.string().regex(/^\d{1,15}\.bodies$/), sha256, bytes: z.int() })

/** The manifest of a backup. */
export const Manifest = z.object({
  format: z.union([z.literal(1), z.literal(2)]).describe('2: with body files'),
  version: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  made: z.iso.datetime(),
  keyId: z.string().describe('of the installation key, without which nothing that is sealed can be opened'),
  migrations: z.array(z.string()),
  counts: z.record(z.string(), z.int()),
  file: z.string().regex(/^store\.(db|dump)$/),
  sha256,
  bytes: z.int(),
  bodies: z.array(BodyFile).default([]).describe('the body files, in the folder beside the store'),
  damagedBodies: z.int().default(0).describe('bodies that were damaged in the store already'),
})
export type Manifest = z.infer<typeof Manifest>

const manifestPath = (folder: string) => join(folder, 'manifest.json')

export const writeManifest = (folder: string, manifest: Manifest) =>
  writeFileSync(manifestPath(folder), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })

export function readManifest(folder: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(readFileSync(manifestPath(folder), 'utf8')))
  } catch (error) {
    throw new CommandError(`${folder} is not a backup: its manifest.json cannot be read.`, { cause: error })
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
