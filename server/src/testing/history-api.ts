import { type Permission, type PermissionList, Permissions } from '@mediary/contract/permission'
import type { Database } from '../platform/database/database.ts'
import { noPreferences } from './no-preferences.ts'
import { wholeApi } from './whole-api.ts'

type Granted = Partial<Record<Permission, boolean> & Record<PermissionList, string[]>>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

const password = 'correct horse battery'

/** Every endpoint over one store, called by the administrator or by users whose permissions a test chooses. */
export async function historyApi(database: Database) {
  const api = await wholeApi({}, database)
  const callAs = (email: string) => async (method: Method, url: string, payload?: object) => {
    const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
    const headers = { authorization, accept: 'application/problem+json' }
    const answer = await api.app.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = `${answer.headers['content-type']}`.includes('json')
    return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : answer.body }
  }
  const admin = callAs('ada@example.org')
  return {
    ...api,
    admin,
    /** Makes a change that must succeed. */
    async change(method: Method, url: string, payload?: object) {
      const answer = await admin(method, url, payload)
      if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`)
      return answer.body
    },
    async history(query = '') {
      return (await admin('GET', `/history${query}`)).body
    },
    async addUser(email: string, granted: Granted) {
      const all = [Permissions.parse(granted)]
      const [permissions = Permissions.parse({})] = all
      await api.stores.userRoles.create({ name: email, permissions }, all)
      const names = { firstname: 'Grace', surname: 'Hopper', groups: [email] }
      await api.stores.users.create({ email, ...names, ...noPreferences, password }, all)
      return callAs(email)
    },
    async findClient(clientID: string) {
      return (await api.stores.clients.findByClientID(clientID))?._id ?? ''
    },
  }
}

export const newChannel = (name: string, allow: string[] = []) => ({
  name,
  urlPattern: `^/${name}$`,
  allow,
  authType: 'private',
  type: 'http',
  methods: ['GET'],
  routes: [
    { name: 'to', host: 'upstream.example', port: 8080, primary: true, username: 'mediary', password: 'route secret' },
  ],
})
