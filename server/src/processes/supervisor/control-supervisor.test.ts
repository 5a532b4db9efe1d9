import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../../settings/load.ts'
import { ControlSupervisor } from './control-supervisor.ts'

const listChildren = () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')

test('a report to a control process that has just died ends nothing', async () => {
  const loaded = loadConfig({ env: {}, workingFolder: '/' })
  assert.ok('settings' in loaded)
  const supervisor = new ControlSupervisor({
    settings: loaded.settings,
    node: 'a',
    sources: loaded.sources,
    log: pino({ level: 'silent' }),
    answer: async () => undefined,
    enrolled: () => undefined,
  })
  // Other tests of this process may have programs of their own.
  const before = listChildren()
  const ended = assert.rejects(supervisor.start().prepared, /ended before it could serve/)
  const [child] = listChildren().filter((pid) => !before.includes(pid))
  supervisor.kill()
  // The event loop stands meanwhile, so that nobody has heard of the end yet.
  while (/^State:\t[^Z]/m.test(readFileSync(`/proc/${child}/status`, 'utf8')));
  supervisor.send({ type: 'logged', line: '{}' })
  await ended
})
