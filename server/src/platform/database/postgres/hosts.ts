// The address of a PostgreSQL, which may name several hosts, as libpq writes it: postgres://user@one:5432,two/name?target_session_attrs=read-write

type Place = { host: string; port: string }
type Address = { scheme: string; user: string; places: Place[]; path: string; parameters: URLSearchParams }

const defaultPort = '5432'

/** The values that `target_session_attrs` may have: Mediary writes, so it looks for the host that takes writes in any case. */
export const sessionAttributes: readonly string[] = ['read-write', 'primary']

/** Tells an address of PostgreSQL from the path of an SQLite file. */
export const isPostgres = (url: string) => /^postgres(ql)?:\/\//.test(url)

export function readAddress(url: string): Address {
  const [, scheme = 'postgres://', rest = ''] = /^(postgres(?:ql)?:\/\/)(.*)$/s.exec(url) ?? []
  const [, authority = '', path = '', query = ''] = /^([^/?]*)([^?]*)\??(.*)$/s.exec(rest) ?? []
  // The last one: older addresses may have a password with an @ in it.
  const at = authority.lastIndexOf('@') + 1
  const parameters = new URLSearchParams(query)
  const ports = parameters.get('port')?.split(',') ?? []
  const named = parameters.get('host')
  const places = named !== null ? splitNamed(named, ports) : authority.slice(at).split(',').map(splitPort)
  return { scheme, user: authority.slice(0, at), places, path, parameters }
}

const splitNamed = (hosts: string, ports: string[]) =>
  hosts.split(',').map((host, n) => ({ host, port: ports[n] || ports[0] || defaultPort }))

function splitPort(text: string): Place {
  const [, host = '', port = defaultPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? []
  return { host: decodeURIComponent(host.replace(/^\[|\]$/g, '')), port }
}

/** Returns the address of each host. One host: the address as it is. */
export function listAddresses(url: string): string[] {
  const { scheme, user, places, path, parameters } = readAddress(url)
  if (places.length < 2) return [url]
  return places.map(({ host, port }) => {
    const own = new URLSearchParams(parameters)
    own.delete('target_session_attrs')
    own.set('host', host)
    own.set('port', port)
    return `${scheme}${user}${path || '/'}?${own}`
  })
}

/** Returns the address of another database on the same hosts. */
export function replaceDatabase(url: string, name: string): string {
  const [, before = '', query = ''] = /^(\w+:\/\/[^/?]*)[^?]*(.*)$/s.exec(url) ?? []
  return `${before}/${name}${query}`
}
