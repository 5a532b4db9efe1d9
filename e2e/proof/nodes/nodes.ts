// Several nodes on one PostgreSQL, as a hospital runs them: one installation key, data folders of their own.
import { randomBytes } from 'node:crypto'
import { type Cluster, startPostgres } from '../../../server/src/testing/postgres.ts'
import { type Program, startProgram } from '../../program.ts'
import { startUpstream, type Upstream } from '../../upstream.ts'

export type Nodes = { cluster: Cluster; key: string; upstream: Upstream; nodes: Program[]; end: () => Promise<void> }

type Wanted = {
  count: number
  workers?: number
  /** The address of the database for a node. */
  databaseUrl?: (url: string, node: number) => string | Promise<string>
  env?: (node: number) => Record<string, string>
  /** What starts a node of another version. */
  launcher?: (node: number) => string | undefined
}

export async function startNodes({
  count,
  workers = 1,
  databaseUrl = (url) => url,
  env = () => ({}),
  launcher = () => undefined,
}: Wanted): Promise<Nodes> {
  const cluster = await startPostgres()
  const upstream = await startUpstream()
  const key = randomBytes(32).toString('hex')
  const nodes: Program[] = []
  const admin = { MEDIARY_ADMIN_EMAIL: 'admin@example.org', MEDIARY_ADMIN_PASSWORD: randomBytes(8).toString('hex') }
  const end = async () => {
    await Promise.all(nodes.map((node) => node.end()))
    await upstream.stop()
    await cluster.stop()
  }
  try {
    for (let node = 0; node < count; node++)
      nodes.push(
        await startProgram({
          workers,
          launcher: launcher(node),
          databaseUrl: await databaseUrl(cluster.url, node),
          env: { MEDIARY_INSTALLATION_KEY: key, ...admin, ...env(node) },
        }),
      )
  } catch (error) {
    await end()
    throw error
  }
  return { cluster, key, upstream, nodes, end }
}
