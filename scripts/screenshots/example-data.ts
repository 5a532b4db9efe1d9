// The exchange that the screenshots show: a national exchange with clinics, laboratories and registries.
import type { ServerResponse } from 'node:http'
import { authority } from '../../e2e/certificates.ts'
import type { startProgram } from '../../e2e/program.ts'
import type { Seen, Upstream } from '../../e2e/upstream.ts'

type Program = Awaited<ReturnType<typeof startProgram>>

const patient = {
  resourceType: 'Patient',
  id: '4c1f',
  identifier: [{ system: 'urn:health:national-id', value: 'KE-20481-7' }],
  name: [{ family: 'Wanjiku', given: ['Amina'] }],
  gender: 'female',
  birthDate: '1991-04-12',
  address: [{ city: 'Kisumu', country: 'KE' }],
  managingOrganization: { display: 'Kisumu County Hospital' },
}

/** Answers as the services of the exchange would. */
export function answer({ method, url }: Seen, response: ServerResponse) {
  const status = url.startsWith('/vaccination/') ? 503 : method === 'POST' ? 201 : 200
  response.writeHead(status, { 'content-type': 'application/fhir+json' })
  response.end(JSON.stringify(status === 503 ? outcome : patient))
}

const outcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'transient', diagnostics: 'The registry is being restarted.' }],
}

const channels = [
  { name: 'Laboratory results', urlPattern: '^/lab/', allow: ['laboratory', 'clinic'], priority: 1 },
  { name: 'Patient registry', urlPattern: '^/fhir/Patient', allow: ['clinic', 'hospital'], priority: 2 },
  { name: 'Shared health record', urlPattern: '^/fhir/', allow: ['hospital'], priority: 3 },
  { name: 'Vaccination registry', urlPattern: '^/vaccination/', allow: ['clinic', 'hospital'], priority: 4 },
  { name: 'Facility registry', urlPattern: '^/facilities', authType: 'public', priority: 5 },
]

const clients = [
  {
    clientID: 'kisumu-hospital',
    name: 'Kisumu County Hospital',
    roles: ['hospital'],
    organization: 'Ministry of Health',
    softwareName: 'Bahmni 0.94',
    contactPerson: 'Grace Achieng',
    clientDomain: 'his.kisumu.example',
  },
  {
    clientID: 'mbale-clinic',
    name: 'Mbale Health Centre IV',
    roles: ['clinic'],
    organization: 'Mbale District',
    softwareName: 'OpenMRS 2.6',
    contactPerson: 'Peter Okello',
    password: 'correct horse',
  },
  {
    clientID: 'central-lab',
    name: 'Central Public Health Laboratory',
    roles: ['laboratory'],
    organization: 'National Laboratory Service',
    softwareName: 'OpenELIS 3',
    contactPerson: 'Dr. Leila Haddad',
    customTokenID: '2b7e8f2e-58b2-4d0a-9f0e-0c9d0a3c9b11',
  },
  {
    clientID: 'dakar-phones',
    name: 'Community health workers, Dakar',
    roles: ['clinic', 'community-health'],
    organization: 'Région de Dakar',
    softwareName: 'CommCare',
    contactPerson: 'Awa Diop',
    password: 'another long one',
  },
]

/** Fills a fresh installation and sends traffic through it. */
export async function fill(program: Program, upstream: Upstream) {
  for (const channel of channels) {
    await program.makeChannel(
      { ...channel, routes: [{ name: channel.name, host: '127.0.0.1', port: upstream.port, primary: true }] },
      upstream.port,
    )
  }
  await program.call('POST', '/keystore/ca/cert', { cert: authority('Ministry of Health CA').pem })
  await program.call('POST', '/restart')
  for (const client of clients) await program.makeClient(client)
  await issueCertificates(program)
  for (let round = 0; round < 6; round++) await sendTraffic(program)
  await addIssuer(program)
  await changeConfiguration(program)
}

/** An identity provider, and a role that a clinic has for a time. */
async function addIssuer(program: Program) {
  await program.call('POST', '/authentication/issuers', {
    name: 'Keycloak of the ministry',
    issuer: 'https://id.health.example/realms/exchange',
    algorithms: ['RS256'],
    audience: ['mediary'],
    clientClaim: 'azp',
    leewaySeconds: 30,
    jwksUri: 'https://id.health.example/realms/exchange/protocol/openid-connect/certs',
    roles: { claim: 'realm_access.roles', values: { 'lab-read': ['laboratory'] } },
  })
  const known = await program.get<{ _id: string; clientID: string }[]>('/clients')
  const clinic = known.find(({ clientID }) => clientID === 'mbale-clinic')
  const day = 86_400_000
  const at = (days: number) => new Date(Date.now() + days * day).toISOString()
  await program.call('PUT', `/clients/${clinic?._id}`, {
    timedRoles: [
      { role: 'hospital', from: at(-40), until: at(-10) },
      { role: 'laboratory', until: at(14) },
    ],
  })
}

/** Changes for the history. No other picture shows these fields. */
async function changeConfiguration(program: Program) {
  const [all, known] = await Promise.all([
    program.get<{ _id: string; name: string }[]>('/channels'),
    program.get<{ _id: string; clientID: string }[]>('/clients'),
  ])
  const channel = all.find(({ name }) => name === 'Laboratory results')
  const client = known.find(({ clientID }) => clientID === 'dakar-phones')
  await program.call('PUT', `/channels/${channel?._id}`, { timeout: 30_000, whitelist: ['10.20.0.0/16'] })
  await program.call('PUT', `/clients/${client?._id}`, {
    contactPersonEmail: 'awa.diop@example.org',
    location: 'Dakar',
  })
}

/** The built-in authority, a certificate for the hospital, and a one-time code for a clinic. */
async function issueCertificates(program: Program) {
  await program.call('POST', '/authority', { commonName: 'National Health Exchange CA' })
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  const [hospital, clinic] = ['kisumu-hospital', 'mbale-clinic'].map((id) => clients.find((one) => one.clientID === id))
  await program.call('POST', '/authority/certificates', { client: hospital?._id, days: 365 })
  await program.call('POST', '/authority/enrolments', { client: clinic?._id })
}

const basic = (id: string, password: string) => `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`
const lab = 'Custom 2b7e8f2e-58b2-4d0a-9f0e-0c9d0a3c9b11'
const clinic = basic('mbale-clinic', 'correct horse')
const phones = basic('dakar-phones', 'another long one')

const requests: { method: string; path: string; as?: string; body?: unknown }[] = [
  { method: 'GET', path: '/fhir/Patient/4c1f', as: clinic },
  { method: 'POST', path: '/lab/orders', as: clinic, body: { resourceType: 'ServiceRequest', status: 'active' } },
  { method: 'POST', path: '/lab/results', as: lab, body: { resourceType: 'DiagnosticReport', status: 'final' } },
  { method: 'GET', path: '/fhir/Patient?family=Wanjiku', as: phones },
  { method: 'GET', path: '/vaccination/Immunization?patient=4c1f', as: phones },
  { method: 'GET', path: '/facilities?district=Mbale' },
  { method: 'GET', path: '/fhir/Observation?code=8480-6', as: clinic },
  { method: 'GET', path: '/fhir/Patient/4c1f', as: basic('mbale-clinic', 'old password') },
  { method: 'GET', path: '/pharmacy/stock', as: clinic },
]

async function sendTraffic(program: Program) {
  for (const { method, path, as, body } of requests) {
    const response = await fetch(program.http + path, {
      method,
      headers: { ...(as && { authorization: as }), 'content-type': 'application/fhir+json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    await response.arrayBuffer()
  }
}
