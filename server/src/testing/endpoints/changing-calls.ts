// One valid call of every endpoint that changes the configuration.
import { execFileSync } from 'node:child_process'
import type { HistoryObject } from '@mediary/contract/operations/history/objects'
import { issue } from '../certificates.ts'
import { newChannel } from '../history-api.ts'
import type { Objects } from './objects.ts'

/** A call, and what must be as it is before it. */
type ChangingCall = {
  /** The kind of object that the call changes. */
  object: HistoryObject
  /** The path of the endpoint with the values of its parameters. A string as the body is CSV. */
  prepare: (objects: Objects) => Promise<{ url: string; body?: object | string }>
}

const reason = { reason: 'moved' }
const group = { users: [] }
const savedView = { list: 'transactions', query: '?status=Failed', shared: true }
const visualizer = { channels: [], components: [], mediators: [] }
const app = { type: 'external', url: 'https://app.example/' }
const limits = { limits: { mode: 'enforce', requestsPerSecond: 5 } }

const ofClients: Record<string, ChangingCall> = {
  'clients.create': { object: 'client', prepare: async (all) => ({ url: '/clients', body: all.buildClient() }) },
  'clients.update': {
    object: 'client',
    prepare: async (all) => ({ url: (await all.addClient()).url, body: { name: 'Hospital' } }),
  },
  'clients.remove': { object: 'client', prepare: async (all) => ({ url: (await all.addClient()).url }) },
  'clients.disable': {
    object: 'client',
    prepare: async (all) => ({ url: `${(await all.addClient()).url}/disable`, body: reason }),
  },
  'clients.enable': {
    object: 'client',
    async prepare({ addClient, change }) {
      const { url } = await addClient()
      await change('POST', `${url}/disable`, reason)
      return { url: `${url}/enable`, body: reason }
    },
  },
  'clientImport.import': {
    object: 'client',
    prepare: async ({ newName }) => ({
      url: '/clients/import',
      body: `clientID,name,roles,clientDomain\n${newName('clinic')},Clinic,nurse,${newName('domain')}.example\n`,
    }),
  },
  'credentials.add': {
    object: 'client',
    prepare: async (all) => ({ url: `${(await all.addClient()).url}/credentials`, body: { kind: 'token' } }),
  },
  'credentials.rotate': {
    object: 'client',
    prepare: async (all) => ({ url: `${(await all.addCredential()).url}/rotate`, body: { overlapSeconds: 60 } }),
  },
  'credentials.revoke': { object: 'client', prepare: async (all) => ({ url: (await all.addCredential()).url }) },
  'limits.changeCredential': {
    object: 'client',
    prepare: async (all) => ({ url: `${(await all.addCredential()).url}/limits`, body: limits }),
  },
  'roles.create': {
    object: 'role',
    prepare: async ({ newName }) => ({ url: '/roles', body: { name: newName('role') } }),
  },
  'roles.update': {
    object: 'role',
    prepare: async ({ addRole, newName }) => ({ url: `/roles/${await addRole()}`, body: { name: newName('role') } }),
  },
  'roles.remove': { object: 'role', prepare: async (all) => ({ url: `/roles/${await all.addRole()}` }) },
}

const ofChannels: Record<string, ChangingCall> = {
  'channels.create': {
    object: 'channel',
    prepare: async ({ newName }) => ({ url: '/channels', body: newChannel(newName('channel'), ['nurse']) }),
  },
  'channels.update': {
    object: 'channel',
    prepare: async (all) => ({ url: `/channels/${(await all.addChannel())._id}`, body: { description: 'of the lab' } }),
  },
  'channels.remove': {
    object: 'channel',
    prepare: async (all) => ({ url: `/channels/${(await all.addChannel())._id}` }),
  },
  'mediators.register': {
    object: 'mediator',
    prepare: async (all) => ({ url: '/mediators', body: all.buildMediator() }),
  },
  'mediators.remove': { object: 'mediator', prepare: async (all) => ({ url: (await all.addMediator()).url }) },
  'mediators.configure': {
    object: 'mediator',
    prepare: async (all) => ({ url: `${(await all.addMediator()).url}/config`, body: { depth: 3 } }),
  },
  'mediators.installChannels': {
    object: 'channel',
    prepare: async (all) => ({ url: `${(await all.addMediator()).url}/channels`, body: {} }),
  },
}

const ofCertificates: Record<string, ChangingCall> = {
  'keystore.setServerCertificate': {
    object: 'certificate',
    async prepare() {
      const { cert, key } = await issue({ subject: 'CN=gateway.example' })
      return { url: '/keystore/cert', body: { cert, key } }
    },
  },
  'keystore.setServerKey': {
    object: 'certificate',
    prepare: async () => ({ url: '/keystore/key', body: { key: (await issue({ subject: 'CN=other.example' })).key } }),
  },
  'keystore.setPassphrase': {
    object: 'certificate',
    prepare: async () => ({ url: '/keystore/passphrase', body: { passphrase: 'open sesame' } }),
  },
  'keystore.setPkcs12': {
    object: 'certificate',
    async prepare() {
      const { cert, key } = await issue({ subject: 'CN=packed.example' })
      const args = ['pkcs12', '-export', '-passout', 'pass:open sesame']
      const pkcs12 = execFileSync('openssl', args, { input: key + cert }).toString('base64')
      return { url: '/keystore/pkcs12', body: { pkcs12, passphrase: 'open sesame' } }
    },
  },
  'keystore.trust': {
    object: 'certificate',
    prepare: async ({ newName }) => ({
      url: '/keystore/ca/cert',
      body: { cert: (await issue({ subject: `CN=${newName('ca')}` })).cert },
    }),
  },
  'keystore.distrust': {
    object: 'certificate',
    async prepare({ change, findId, newName }) {
      const name = newName('ca')
      await change('POST', '/keystore/ca/cert', { cert: (await issue({ subject: `CN=${name}` })).cert })
      return { url: `/keystore/ca/${await findId('/keystore/ca', 'commonName', name)}` }
    },
  },
  'keystore.makeCertificate': {
    object: 'certificate',
    prepare: async () => ({ url: '/certificates', body: { type: 'server', commonName: 'made.example', days: 30 } }),
  },
  'keystore.addIdentity': {
    object: 'certificate',
    async prepare() {
      const { cert, key } = await issue({ subject: 'CN=identity' })
      return { url: '/keystore/identities', body: { cert, key } }
    },
  },
  'keystore.renewIdentity': {
    object: 'certificate',
    async prepare({ addIdentity }) {
      const { cert, key } = await issue({ subject: 'CN=renewed' })
      return { url: await addIdentity(), body: { cert, key } }
    },
  },
  'keystore.removeIdentity': { object: 'certificate', prepare: async (all) => ({ url: await all.addIdentity() }) },
}

const ofAuthority: Record<string, ChangingCall> = {
  'authority.make': {
    object: 'certificate',
    prepare: async () => ({ url: '/authority', body: { commonName: 'Ministry', days: 30 } }),
  },
  'authority.issue': {
    object: 'certificate',
    async prepare({ addAuthority, addClient }) {
      await addAuthority()
      return { url: '/authority/certificates', body: { client: (await addClient())._id } }
    },
  },
  'authority.revoke': {
    object: 'certificate',
    prepare: async (all) => ({ url: `/authority/certificates/${await all.addIssued()}/revoke`, body: {} }),
  },
  'authority.importList': {
    object: 'revocation-list',
    async prepare({ addAuthority, admin }) {
      await addAuthority()
      return { url: '/authority/revocation-lists', body: { crl: (await admin('GET', '/authority/crl')).text } }
    },
  },
  'authority.removeList': {
    object: 'revocation-list',
    async prepare({ addAuthority, admin, change }) {
      await addAuthority()
      const crl = (await admin('GET', '/authority/crl')).text
      const { _id } = await change('POST', '/authority/revocation-lists', { crl })
      return { url: `/authority/revocation-lists/${_id}` }
    },
  },
  'authority.invite': {
    object: 'client',
    async prepare({ addAuthority, addClient }) {
      await addAuthority()
      return { url: '/authority/enrolments', body: { client: (await addClient())._id } }
    },
  },
  'authority.enrol': {
    object: 'certificate',
    async prepare({ addInvitation }) {
      const { code } = await addInvitation()
      const args = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x']
      const csr = execFileSync('openssl', [...args, '-keyout', '/dev/null'], { encoding: 'utf8', stdio: 'pipe' })
      return { url: '/authority/enrol', body: { code, csr } }
    },
  },
  'authority.withdraw': {
    object: 'client',
    prepare: async (all) => ({ url: `/authority/enrolments/${(await all.addInvitation())._id}` }),
  },
}

const ofUsers: Record<string, ChangingCall> = {
  'users.create': {
    object: 'user',
    prepare: async (all) => ({ url: '/users', body: { ...all.buildUser(), password: 'correct horse battery' } }),
  },
  'users.update': {
    object: 'user',
    prepare: async (all) => ({ url: await all.addUser(), body: { surname: 'Murray' } }),
  },
  'users.remove': { object: 'user', prepare: async (all) => ({ url: await all.addUser() }) },
  'users.useToken': {
    object: 'user',
    async prepare({ addUser, change }) {
      const { token } = await change('POST', `${await addUser()}/password-link`)
      return { url: `/token/${token}`, body: { password: 'correct horse battery' } }
    },
  },
  'userRoles.create': {
    object: 'user-role',
    prepare: async ({ newName }) => ({ url: '/user-roles', body: { name: newName('readers') } }),
  },
  'userRoles.update': {
    object: 'user-role',
    prepare: async (all) => ({ url: await all.addUserRole(), body: { name: all.newName('readers') } }),
  },
  'userRoles.remove': { object: 'user-role', prepare: async (all) => ({ url: await all.addUserRole() }) },
}

const ofOthers: Record<string, ChangingCall> = {
  'contactGroups.create': {
    object: 'contact-group',
    prepare: async ({ newName }) => ({ url: '/groups', body: { ...group, group: newName('team') } }),
  },
  'contactGroups.update': {
    object: 'contact-group',
    prepare: async ({ addDocument, newName }) => ({
      url: await addDocument('/groups', group, 'group'),
      body: { group: newName('team') },
    }),
  },
  'contactGroups.remove': {
    object: 'contact-group',
    prepare: async (all) => ({ url: await all.addDocument('/groups', group, 'group') }),
  },
  'silence.saveSettings': {
    object: 'notice-settings',
    prepare: async () => ({ url: '/silence-settings', body: { holidays: [{ day: '2026-12-25', name: 'Christmas' }] } }),
  },
  'notices.saveSettings': {
    object: 'notice-settings',
    prepare: async ({ newName }) => ({ url: '/notice-settings', body: { instance: newName('HIE') } }),
  },
  'visualizers.create': {
    object: 'visualizer',
    prepare: async ({ newName }) => ({ url: '/visualizers', body: { ...visualizer, name: newName('map') } }),
  },
  'visualizers.update': {
    object: 'visualizer',
    prepare: async ({ addDocument, newName }) => ({
      url: await addDocument('/visualizers', visualizer, 'name'),
      body: { name: newName('map') },
    }),
  },
  'visualizers.remove': {
    object: 'visualizer',
    prepare: async (all) => ({ url: await all.addDocument('/visualizers', visualizer, 'name') }),
  },
  'apps.create': {
    object: 'app',
    prepare: async ({ newName }) => ({ url: '/apps', body: { ...app, name: newName('app') } }),
  },
  'apps.update': {
    object: 'app',
    prepare: async ({ addDocument, newName }) => ({
      url: await addDocument('/apps', app, 'name'),
      body: { name: newName('app') },
    }),
  },
  'apps.remove': { object: 'app', prepare: async (all) => ({ url: await all.addDocument('/apps', app, 'name') }) },
  'savedViews.create': {
    object: 'saved-view',
    prepare: async ({ newName }) => ({ url: '/saved-views', body: { ...savedView, name: newName('view') } }),
  },
  'savedViews.update': {
    object: 'saved-view',
    prepare: async ({ addDocument, newName }) => ({
      url: await addDocument('/saved-views', savedView, 'name'),
      body: { name: newName('view') },
    }),
  },
  'savedViews.remove': {
    object: 'saved-view',
    prepare: async (all) => ({ url: await all.addDocument('/saved-views', savedView, 'name') }),
  },
  'metadata.import': {
    object: 'channel',
    prepare: async ({ newName }) => ({
      url: '/metadata',
      body: [{ Channels: [newChannel(newName('channel'), ['nurse'])] }],
    }),
  },
  'tokenIssuers.create': {
    object: 'setting',
    prepare: async (all) => ({ url: '/authentication/issuers', body: all.buildIssuer() }),
  },
  'tokenIssuers.update': {
    object: 'setting',
    prepare: async (all) => ({ url: await all.addIssuer(), body: all.buildIssuer() }),
  },
  'tokenIssuers.remove': { object: 'setting', prepare: async (all) => ({ url: await all.addIssuer() }) },
  'notes.add': {
    object: 'client',
    prepare: async (all) => ({
      url: '/notes',
      body: { object: 'client', id: (await all.addClient())._id, text: 'call them first' },
    }),
  },
  'notes.remove': {
    object: 'channel',
    async prepare({ addChannel, change }) {
      const note = { object: 'channel', id: (await addChannel())._id, text: 'frozen until January' }
      return { url: `/notes/${(await change('POST', '/notes', note))._id}` }
    },
  },
  'configuration.apply': {
    object: 'role',
    async prepare({ admin, newName }) {
      const { documents } = (await admin('GET', '/configuration')).body
      const roles = [...documents.roles, { name: newName('role') }]
      const { body: plan } = await admin('POST', '/configuration/plan', { format: 1, documents: { roles } })
      return { url: '/configuration/apply', body: { plan } }
    },
  },
  'system.switchMechanism': {
    object: 'setting',
    prepare: async () => ({ url: '/authentication/mechanisms/basic-auth', body: { enabled: false } }),
  },
}

/** By the name of the endpoint: the concept of the contract, a dot, and its name there. */
export const changingCalls: Record<string, ChangingCall> = {
  ...ofClients,
  ...ofChannels,
  ...ofCertificates,
  ...ofAuthority,
  ...ofUsers,
  ...ofOthers,
}
