// Signs in at the API of an OpenHIM: with tokens, which do not send the password, else with Basic.
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { CommandError } from '../../platform/command-error.ts'
import { type ApiAddress, requester } from './request.ts'

export type ApiUser = { email: string; password: string }

/** The API of an OpenHIM, for a user who is signed in. `read` throws one sentence for an answer that is no success. */
export type OpenhimApi = {
  read: (path: string, maxBytes: number) => Promise<unknown>
  /** As `read`; undefined when this version of OpenHIM has no such path. */
  readIfThere: (path: string, maxBytes: number) => Promise<unknown>
}

type Headers = () => Record<string, string>

const maxSmall = 1024 * 1024
const Salt = z.object({ salt: z.string().min(1), ts: z.string() })
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Signs in. Throws one sentence when the user is refused. */
export async function signIn(address: ApiAddress, user: ApiUser): Promise<OpenhimApi> {
  const get = requester(address)
  const { origin, protocol, hostname } = address.url
  if (protocol !== 'https:' && !loopback.test(hostname))
    throw new CommandError(
      `${origin} is not encrypted, and an import reads secrets: use https, or a tunnel to this machine.`,
    )
  const salted = await get(`/authenticate/${encodeURIComponent(user.email)}`, {}, maxSmall)
  const salt = salted.status === 200 ? Salt.safeParse(parse(salted.body)).data : undefined
  const schemes: Headers[] = [...(salt ? [buildTokens(user, salt)] : []), buildBasic(user)]
  for (const headers of schemes) {
    const { status } = await get('/about', headers(), maxSmall)
    if (status === 200) return reader(get, headers, origin)
    if (status !== 401) throw new CommandError(`${origin} answers ${status} to /about: is it the API of OpenHIM?`)
  }
  throw new CommandError(`${origin} does not know the user ${user.email}, or the password is another one.`)
}

function reader(get: ReturnType<typeof requester>, headers: Headers, origin: string): OpenhimApi {
  const ask = async (path: string, maxBytes: number) => {
    const { status, body } = await get(path, headers(), maxBytes)
    const [shown] = path.split('?')
    if (status === 404) return undefined
    if (status !== 200)
      throw new CommandError(`${origin} answers ${status} to ${shown}: an import needs a user of the group admin.`)
    const answered = parse(body)
    if (answered === undefined) throw new CommandError(`${origin} answers to ${shown} with something that is not JSON.`)
    return answered
  }
  return {
    readIfThere: ask,
    read: async (path, maxBytes) => {
      const answered = await ask(path, maxBytes)
      if (answered === undefined)
        throw new CommandError(`${origin} has no ${path.split('?')[0]}: is it the API of OpenHIM?`)
      return answered
    },
  }
}

const sha512 = (text: string) => createHash('sha512').update(text).digest('hex')

/** Each request has a token of its own, with the time of the server. */
function buildTokens({ email, password }: ApiUser, { salt, ts }: z.infer<typeof Salt>): Headers {
  const ahead = Date.parse(ts) - Date.now()
  const hash = sha512(salt + password)
  return () => {
    const own = randomUUID()
    const at = new Date(Date.now() + (Number.isFinite(ahead) ? ahead : 0)).toISOString()
    return { 'auth-username': email, 'auth-ts': at, 'auth-salt': own, 'auth-token': sha512(hash + own + at) }
  }
}

const buildBasic =
  ({ email, password }: ApiUser): Headers =>
  () => ({ authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` })

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
