// `npm start`: on a fresh clone installs and builds, then serves. Ends with the program, and hands it every signal.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ensureConsole, ensureInstalled, ensureServer, node, root } from './prepare.js'

ensureInstalled()
ensureConsole()
ensureServer()

const child = spawn(node(), [join(root, 'server/bin/mediary.js'), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm hands a signal to the shell between us and itself, which dies of it and tells nobody.
const parent = process.ppid
if (process.env.npm_lifecycle_event)
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 250).unref()
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
