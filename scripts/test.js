// `npm test`: on a fresh clone installs what the tests need, then runs every check and every test.
import { existsSync } from 'node:fs'
import { ensureInstalled, has, node, root, run } from './prepare.js'

const needed = [
  { program: 'psql', debian: 'postgresql', for: 'the store tests' },
  { program: 'chromium', debian: 'chromium', for: 'the browser tests' },
  { program: 'curl', debian: 'curl', for: 'the end-to-end tests' },
  { program: '/usr/sbin/haproxy', debian: 'haproxy', for: 'the tests behind a load balancer' },
  { program: '/usr/sbin/nginx', debian: 'nginx', for: 'the tests behind a reverse proxy' },
  { program: 'fiu-run', debian: 'fiu-utils', for: 'the tests of a broken disk' },
  { program: 'openssl', debian: 'openssl', for: 'the end-to-end tests' },
]

const heading = (text) => process.stdout.write(`\n── ${text}\n`)

function ensurePrograms() {
  const missing = needed.filter(({ program }) => !has(program))
  const postgresServer = existsSync('/usr/lib/postgresql') || has('initdb')
  if (!postgresServer && !missing.some(({ program }) => program === 'psql')) missing.push(needed[0])
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && has('apt-get')) {
    run('apt-get', ['update', '-qq'])
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing.map(({ debian }) => debian)], {
      DEBIAN_FRONTEND: 'noninteractive',
    })
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
