import { randomBytes } from 'node:crypto'

export const scenarioNames = ['basic', 'token', 'mtls', 'post', 'full', 'resumed'] as const
export type ScenarioName = (typeof scenarioNames)[number]

/** One kind of request. `tls` means HTTPS with a client certificate. */
export type Scenario = {
  name: ScenarioName
  title: string
  method: 'GET' | 'POST'
  tls: boolean
  /** Every request on a connection of its own, whose handshake is of this kind. */
  handshakes?: 'full' | 'resumed'
  authorization?: string
  body?: string
}

export const responseBytes = 700
const requestBytes = 10_240

/** The credentials of the clients in one run; each run creates new ones. */
export type Credentials = { user: string; password: string; token: string; domain: string }

export const newCredentials = (): Credentials => ({
  user: 'bench-basic',
  password: randomBytes(18).toString('hex'),
  token: randomBytes(18).toString('hex'),
  domain: 'bench-client.example',
})

export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

export function buildScenarios({ user, password, token }: Credentials): Record<ScenarioName, Scenario> {
  const authorization = basic(user, password)
  const handshake = { method: 'GET', tls: true } as const
  return {
    basic: { name: 'basic', title: 'GET 0.7 KB, Basic', method: 'GET', tls: false, authorization },
    token: {
      name: 'token',
      title: 'GET 0.7 KB, custom token',
      method: 'GET',
      tls: false,
      authorization: `Custom ${token}`,
    },
    mtls: { name: 'mtls', title: 'GET 0.7 KB, mutual TLS', method: 'GET', tls: true },
    full: { ...handshake, name: 'full', title: 'GET 0.7 KB, mutual TLS, full handshake', handshakes: 'full' },
    resumed: {
      ...handshake,
      name: 'resumed',
      title: 'GET 0.7 KB, mutual TLS, resumed handshake',
      handshakes: 'resumed',
    },
    post: { name: 'post', title: 'POST 10 KB, Basic', method: 'POST', tls: false, authorization, body: newBody() },
  }
}

function newBody() {
  const frame = JSON.stringify({ resourceType: 'Binary', data: '' })
  const filling = randomBytes(requestBytes).toString('base64')
  return frame.replace('""', `"${filling.slice(0, requestBytes - frame.length)}"`)
}
