import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'

/** A PostgreSQL of the test's own, on loopback. */
export type Cluster = {
  url: string
  pid: number
  start: () => Promise<void>
  /** SIGINT ends it in order, SIGQUIT at once. It can be started again. */
  halt: (signal: 'SIGINT' | 'SIGQUIT') => Promise<void>
  /** For good. */
  stop: () => Promise<void>
}

/** A PostgreSQL that follows another one. */
export type Standby = Cluster & { promote: () => Promise<void> }

export async function startPostgres(): Promise<Cluster> {
  const place = makePlace()
  execFileSync(
    binary('initdb'),
    ['-D', place.data, '-U', 'mediary', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C'],
    { ...place.user, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return startCluster(place, await freePort())
}

/** A copy of a PostgreSQL that follows it. `port`: one at which another PostgreSQL was before. */
export async function startStandby(primary: Cluster, port?: number): Promise<Standby> {
  const place = makePlace()
  execFileSync(
    binary('pg_basebackup'),
    ['-D', place.data, '-d', primary.url, '--write-recovery-conf', '--checkpoint=fast', '--no-sync'],
    { ...place.user, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const cluster = await startCluster(place, port ?? (await freePort()))
  return {
    ...cluster,
    async promote() {
      execFileSync(binary('pg_ctl'), ['promote', '-w', '-D', place.data], { ...place.user, stdio: 'ignore' })
    },
  }
}

type Place = { folder: string; data: string; user: ReturnType<typeof unprivileged> }

function makePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-postgres-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  return { folder, data: join(folder, 'data'), user }
}

async function startCluster({ folder, data, user }: Place, port: number): Promise<Cluster> {
  let server: ReturnType<typeof spawn>

  const cluster: Cluster = {
    url: `postgres://mediary@127.0.0.1:${port}/postgres`,
    pid: 0,
    async start() {
      const options = [
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `unix_socket_directories=${folder}`,
        '-c',
        'max_connections=200',
      ]
      server = spawn(binary('postgres'), ['-D', data, '-p', String(port), ...options, '-c', 'fsync=off'], {
        ...user,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      cluster.pid = server.pid ?? 0
      for await (const line of server.stderr ?? []) if (/ready to accept (read-only )?connections/.test(line)) break
      server.stderr?.resume()
    },
    async halt(signal) {
      if (server.exitCode !== null) return
      const ended = once(server, 'exit')
      server.kill(signal)
      await ended
    },
    stop: () => cluster.halt('SIGINT'),
  }
  await cluster.start()
  return {
    ...cluster,
    stop: async () => {
      await cluster.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// initdb refuses to run as root.
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function binary(name: string) {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(debian, version, 'bin', name)).find(existsSync) ?? name
}
