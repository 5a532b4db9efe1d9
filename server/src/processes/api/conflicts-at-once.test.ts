// Two calls of which only one can succeed are made at once.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { makeObjects } from '../../testing/endpoints/objects.ts'
import { onBothEngines } from '../../testing/stores.ts'

type Objects = Awaited<ReturnType<typeof makeObjects>>
type Call = Parameters<Objects['admin']>

/** Who comes first is left to chance. */
const rounds = 5

const pairs: Record<string, (objects: Objects) => Promise<{ calls: Call[]; outcomes: string[] }>> = {
  'two clients with one Client ID': async ({ buildClient }) => {
    const call: Call = ['POST', '/clients', buildClient()]
    return { calls: [call, call], outcomes: ['201', '409 client-id-taken'] }
  },
  'a client and a role with one name': async ({ buildClient }) => {
    const client = buildClient()
    return {
      calls: [
        ['POST', '/clients', client],
        ['POST', '/roles', { name: client.clientID }],
      ],
      outcomes: ['201', '409 *'],
    }
  },
  'two clients with one subject': async ({ addClient, newName }) => {
    const body = { kind: 'jwt', subject: newName('subject') }
    const clients = [await addClient(), await addClient()]
    const calls = clients.map(({ url }): Call => ['POST', `${url}/credentials`, body])
    return { calls, outcomes: ['201', '409 subject-taken'] }
  },
  'the last two places for passwords': async ({ addClient, change }) => {
    const { url } = await addClient()
    await change('POST', `${url}/credentials`, { kind: 'basic' })
    const call: Call = ['POST', `${url}/credentials`, { kind: 'basic' }]
    return { calls: [call, call], outcomes: ['201', '409 too-many-credentials'] }
  },
  'a client that is deleted twice': async ({ addClient }) => {
    const { url } = await addClient()
    return {
      calls: [
        ['DELETE', url],
        ['DELETE', url],
      ],
      outcomes: ['200', '404 client-not-found'],
    }
  },
  'a code that is withdrawn twice': async ({ addInvitation }) => {
    const url = `/authority/enrolments/${(await addInvitation())._id}`
    return {
      calls: [
        ['DELETE', url],
        ['DELETE', url],
      ],
      outcomes: ['200', '404 code-not-found'],
    }
  },
  'a code that is spent twice': async ({ addInvitation }) => {
    const { code } = await addInvitation()
    const args = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x']
    const csr = execFileSync('openssl', [...args, '-keyout', '/dev/null'], { encoding: 'utf8', stdio: 'pipe' })
    const call: Call = ['POST', '/authority/enrol', { code, csr }]
    return { calls: [call, call], outcomes: ['201', '403 code-invalid'] }
  },
}

for (const [what, prepare] of Object.entries(pairs))
  onBothEngines(`at once: ${what}: one succeeds`, async (database) => {
    const objects = await makeObjects(database)
    for (let round = 0; round < rounds; round++) {
      const { calls, outcomes } = await prepare(objects)
      const answers = await Promise.all(calls.map((call) => objects.admin(...call)))
      const found = answers
        .toSorted((a, b) => a.status - b.status)
        .map(({ status, body }) => (status < 300 ? `${status}` : `${status} ${body.reason}`))
      assert.deepEqual(
        found.map((one, i) => (outcomes[i]?.endsWith('*') ? one.replace(/ .*/, ' *') : one)),
        outcomes,
      )
    }
  })
