// Fails when package-lock.json misses a package: such a file installs here, and fails on a clean machine.
import { spawnSync } from 'node:child_process'

const { stdout, stderr, status } = spawnSync('npm', ['ci', '--dry-run', '--no-audit', '--no-fund'], {
  encoding: 'utf8',
})
const missing = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('Missing'))
if (missing.length) process.stderr.write(`package-lock.json is not complete:\n${missing.join('\n')}\n`)
else if (status !== 0) process.stderr.write(`npm ci --dry-run failed:\n${stderr}\n`)
process.exitCode = missing.length || status !== 0 ? 1 : 0
