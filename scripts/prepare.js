// Plain JavaScript for the Node of the host, before anything is installed.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamps = join(root, 'node_modules/.mediary')

const hash = (texts) => texts.reduce((sum, text) => sum.update(text), createHash('sha256')).digest('hex')

/** Runs work only when what it depends on has changed since it last succeeded. */
function once(name, state, anyway, work) {
  const stamp = join(stamps, name)
  if (!anyway && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return
  work()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, state)
}

/** Runs a program in the root folder and shows its output; ends with its code when it fails. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  if (error) {
    process.stderr.write(`${command} cannot be run: ${error.message}\n`)
    process.exit(1)
  }
  if (status !== 0) process.exit(status ?? 1)
}

export function ensureInstalled() {
  once('installed', hash([readFileSync(join(root, 'package-lock.json'))]), false, () =>
    run('npm', ['ci', '--no-audit', '--no-fund']),
  )
}

const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        if (entry.name === 'node_modules' || entry.name === 'dist') return []
        const path = join(folder, entry.name)
        return entry.isDirectory() ? filesBelow(path) : [path]
      })
    : []

const readState = (files) =>
  hash(files.sort().map((file) => `${file.slice(root.length)} ${statSync(file).size} ${hash([readFileSync(file)])}\n`))

/** Builds the console when its sources, or the contract they share with the server, have changed. */
export function ensureConsole() {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, 'console/package.json'), 'utf8'))
  if (!scripts.build) return
  const files = [
    ...filesBelow(join(root, 'console')),
    ...filesBelow(join(root, 'contract/src')),
    join(root, 'package-lock.json'),
  ]
  const gone = !existsSync(join(root, 'console/dist/index.html'))
  once('console', readState(files), gone, () => run('npm', ['run', 'build', '--workspace', '@mediary/console']))
}

/** Bundles the server, which then starts with about half of the work. Without the bundle the program runs from its sources. */
export function ensureServer() {
  const files = [
    ...['server/src', 'server/migrations', 'contract/src'].flatMap((folder) => filesBelow(join(root, folder))),
    ...['server/package.json', 'server/rolldown.config.js', 'package-lock.json'].map((file) => join(root, file)),
  ]
  const gone = !existsSync(join(root, 'server/dist/main.js'))
  once('server', readState(files), gone, () => run('npm', ['run', 'build', '--workspace', '@mediary/server']))
}

/** The Node that came with the packages; the host's when it is new enough. */
export function node() {
  const bundled = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  return existsSync(bundled) ? bundled : process.execPath
}

export const has = (command) => {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
