import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../server/src/testing/ports.ts'
import { answers } from '../probe.ts'
import { startProgram, until } from '../programs.ts'
import { type Setting, type Target, urls } from './target.ts'

/** A user list with a plain password, pooled connections to the upstream, and an HTTP log line for every request. */
export async function startHaproxy(setting: Setting): Promise<Target> {
  const { folder, cores } = setting
  const ports = { http: await freePort(), https: await freePort() }
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(setting, ports), { mode: 0o600 })
  const log = join(folder, 'haproxy.log')
  const program = startProgram({ command: 'haproxy', args: ['-db', '-f', file], log, cores })
  await until('HAProxy is listening', () => answers(ports.http), program)
  return { name: 'haproxy', pid: program.pid, url: urls(ports.http, ports.https), stop: program.stop }
}

const configuration = (
  { upstreamPort, credentials, certificates, workers }: Setting,
  ports: { http: number; https: number },
) => `
global
  nbthread ${workers}
  maxconn 4096
  log stdout format raw local0 info

defaults
  mode http
  log global
  option httplog
  http-reuse always
  timeout connect 5s
  timeout client 1h
  timeout server 60s

userlist clients
  user ${credentials.user} insecure-password ${credentials.password}

frontend plain
  bind 127.0.0.1:${ports.http}
  acl token_path path /bench/token
  http-request deny deny_status 401 if token_path !{ req.hdr(authorization) -m str "Custom ${credentials.token}" }
  http-request auth realm bench if !token_path !{ http_auth(clients) }
  default_backend behind

frontend certified
  bind 127.0.0.1:${ports.https} ssl crt ${certificates.server} verify required ca-file ${certificates.ca}
  default_backend behind

backend behind
  server upstream 127.0.0.1:${upstreamPort}
`
