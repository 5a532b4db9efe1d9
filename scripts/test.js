// `npm test`: on a fresh clone installs what the tests need, then runs every check and every test.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ensureInstalled, has, node, root, run } from './prepare.js'

// The same browser without what draws windows, which costs a third less. Some distributions have only `chromium`.
const shell = 'chromium-headless-shell'
const needed = [
  { program: 'psql', debian: 'postgresql', for: 'the store tests' },
  { program: 'chromium', instead: shell, debian: 'chromium', for: 'the browser tests' },
  { program: 'curl', debian: 'curl', for: 'the end-to-end tests' },
  { program: '/usr/sbin/haproxy', debian: 'haproxy', for: 'the tests behind a load balancer' },
  { program: '/usr/sbin/nginx', debian: 'nginx', for: 'the tests behind a reverse proxy' },
  { program: 'fiu-run', debian: 'fiu-utils', for: 'the tests of a broken disk' },
  { program: 'openssl', debian: 'openssl', for: 'the end-to-end tests' },
]

const heading = (text) => process.stdout.write(`\n── ${text}\n`)

const mayInstall = () => process.getuid?.() === 0 && has('apt-get')
const unattended = { DEBIAN_FRONTEND: 'noninteractive' }
const succeeds = (command, ...args) =>
  spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, ...unattended } }).status === 0

/** Installs the browser's shell where the distribution has one. Without it the tests use `chromium`. */
function preferShell() {
  if (has(shell) || !mayInstall()) return
  if (!has('chromium')) succeeds('apt-get', 'update', '-qq')
  if (!succeeds('apt-cache', 'show', shell)) return
  succeeds('apt-get', 'install', '-y', '-qq', '--no-install-recommends', '--no-remove', shell)
}

function ensurePrograms() {
  preferShell()
  const missing = needed.filter(({ program, instead }) => !has(program) && !(instead && has(instead)))
  const postgresServer = existsSync('/usr/lib/postgresql') || has('initdb')
  if (!postgresServer && !missing.some(({ program }) => program === 'psql')) missing.push(needed[0])
  if (missing.length === 0) return
  if (mayInstall()) {
    run('apt-get', ['update', '-qq'])
    const packages = missing.map(({ debian }) => debian)
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], unattended)
    return
  }
  process.stderr.write(
    `The tests need ${missing.map((one) => `${one.program} (Debian package ${one.debian}) for ${one.for}`).join(', ')}: install them and try again.\n`,
  )
  process.exit(1)
}

ensureInstalled()
heading('programs')
ensurePrograms()
heading(process.argv.includes('--soak') ? 'the long forms' : 'checks and tests')
run(node(), [`${root}/scripts/run-tests.ts`, ...process.argv.slice(2)])
