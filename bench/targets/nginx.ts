import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../server/src/testing/ports.ts'
import { answers } from '../probe.ts'
import { startProgram, until } from '../programs.ts'
import { responseBytes } from '../scenarios.ts'
import { type Setting, type Target, urls } from './target.ts'

/** Basic authentication (passwords kept plain: no hash to pay for), keep-alive to the upstream, and an access log. */
export async function startNginx(setting: Setting): Promise<Target> {
  const { folder, cores, workers, credentials } = setting
  const ports = { http: await freePort(), https: await freePort() }
  writeFileSync(join(folder, 'passwords'), `${credentials.user}:{PLAIN}${credentials.password}\n`, { mode: 0o600 })
  const program = await launch(folder, cores, ports.http, frame(folder, workers, proxy(setting, ports)))
  return { name: 'nginx', pid: program.pid, url: urls(ports.http, ports.https), stop: program.stop }
}

export type Upstream = Awaited<ReturnType<typeof startUpstream>>

/** Starts the upstream of every target. It responds to every request with the same 700 bytes. */
export async function startUpstream(folder: string, cores: string | undefined) {
  const port = await freePort()
  const server = `access_log off;
  server {
    listen 127.0.0.1:${port};
    default_type application/json;
    location = /served { stub_status; }
    location / { return 200 '${'x'.repeat(responseBytes)}'; }
  }`
  const program = await launch(folder, cores, port, frame(folder, 1, server))
  let asked = 0
  /** How many requests it has answered, these questions aside. */
  const served = async () => {
    const status = await (await fetch(`http://127.0.0.1:${port}/served`)).text()
    return Number(/^ (\d+) (\d+) (\d+) $/m.exec(status)?.[3]) - ++asked
  }
  return { port, served, stop: program.stop }
}

async function launch(folder: string, cores: string | undefined, port: number, configuration: string) {
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration, { mode: 0o600 })
  const log = join(folder, 'error.log')
  const program = startProgram({ command: 'nginx', args: ['-p', folder, '-e', log, '-c', file], log, cores })
  await until('nginx is listening', () => answers(port), program)
  return program
}

const frame = (folder: string, workers: number, servers: string) => `
daemon off;
worker_processes ${workers};
pid ${folder}/nginx.pid;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ${servers}
}
`

const proxy = (
  { folder, upstreamPort, credentials, certificates }: Setting,
  ports: { http: number; https: number },
) => `access_log ${folder}/access.log combined;
  upstream behind {
    server 127.0.0.1:${upstreamPort};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {
    listen 127.0.0.1:${ports.http};
    auth_basic bench;
    auth_basic_user_file ${folder}/passwords;
    location /bench/basic { proxy_pass http://behind; }
    location /bench/post { proxy_pass http://behind; }
    location /bench/token {
      auth_basic off;
      if ($http_authorization != "Custom ${credentials.token}") { return 401; }
      proxy_pass http://behind;
    }
  }
  server {
    listen 127.0.0.1:${ports.https} ssl;
    ssl_protocols TLSv1.3;
    ssl_certificate ${certificates.server};
    ssl_certificate_key ${certificates.server};
    ssl_client_certificate ${certificates.ca};
    ssl_verify_client on;
    location /bench/mtls { proxy_pass http://behind; }
  }`
