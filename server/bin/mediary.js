#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: runs the program on the Node that comes with it.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const least = 24
const server = join(dirname(fileURLToPath(import.meta.url)), '..')
const bundle = join(server, 'dist/main.js')
const sources = ['src', 'migrations', '../contract/src', 'package.json', '../package-lock.json'].map((path) =>
  join(server, path),
)

/** The latest change below a path, milliseconds; a removed file changes its folder. */
function changedAt(path) {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (!entry) return 0
  const below = entry.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : []
  return Math.max(entry.mtimeMs, ...below)
}

/**
 * The bundle starts with about half of the work, and is never run when a source is newer. The installed package holds the
 * bundle alone.
 */
function findProgram() {
  if (!existsSync(join(server, 'src'))) return bundle
  const builtAt = changedAt(bundle)
  const isFresh = builtAt > 0 && sources.every((path) => changedAt(path) <= builtAt)
  return isFresh ? bundle : join(server, 'src/cli/main.ts')
}

function bundledNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    return [join(folder, 'bin/node'), join(folder, 'bin/node.exe')].find(existsSync)
  } catch {
    return undefined
  }
}

// Compiled code is kept in a folder of ours; a folder that others could write would let them run code as us.
process.env.NODE_COMPILE_CACHE ??= join(server, '../node_modules/.mediary/compiled')

const isNewEnough = Number(process.versions.node.split('.')[0]) >= least
const node = isNewEnough ? process.execPath : bundledNode()
if (!node) {
  process.stderr.write(
    `Mediary needs Node ${least}: this is Node ${process.versions.node}, and no newer one came with the packages for ${process.platform} ${process.arch}. Install Node ${least} and try again.\n`,
  )
  process.exit(1)
}

if (isNewEnough) {
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
  await import(pathToFileURL(findProgram()).href)
} else {
  const child = spawn(node, [findProgram(), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
