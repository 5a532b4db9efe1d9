// HAProxy and nginx as administrators run them, in the foreground and on loopback.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

export type RealProxy = { end: () => Promise<void> }

/** Starts HAProxy. Its connections to upstreams come from the address `source`. */
export const startHaproxy = (sections: string, port: number) =>
  startProxy('/usr/sbin/haproxy', port, (folder) => {
    const defaults = 'timeout connect 5s\n timeout client 60s\n timeout server 60s'
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(file, `global\n maxconn 500\n\ndefaults\n ${defaults}\n\n${sections}\n`)
    return ['-db', '-f', file]
  })

/** Starts nginx with one server. `shared`: what stands before it, such as the format of a log. */
export const startNginx = (server: string, port: number, shared = '') =>
  startProxy('/usr/sbin/nginx', port, (folder) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => ` ${kind}_temp_path ${folder}/${kind};`)
      .join('\n')
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `daemon off;\nmaster_process off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n access_log off;\n${temporary}\n${shared}\n server {\n${server}\n }\n}\n`,
    )
    return ['-e', join(folder, 'error.log'), '-p', folder, '-c', file]
  })

async function startProxy(program: string, port: number, configure: (folder: string) => string[]): Promise<RealProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-proxy-'))
  const child = spawn(program, configure(folder), { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)))
  child.on('error', (error) => output.push(String(error)))
  const ended = once(child, 'exit').catch(() => undefined)
  await until(`${program} listens`, async () => {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`${program} ended:\n${output.join('')}`)
    return isOpen(port)
  })
  return { end: () => endChild(child, ended, folder) }
}

async function endChild(child: ChildProcess, ended: Promise<unknown>, folder: string) {
  child.kill('SIGKILL')
  await ended
  rmSync(folder, { recursive: true, force: true })
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
