// Finds the one of several hosts that takes writes. After a failover that is another one.
import type pg from 'pg'
import { postgresDriver } from '../../libraries/libraries.ts'
import { listAddresses } from './hosts.ts'

/** Milliseconds that a host may take to answer. */
const timeout = 2_000

const ask = `select current_setting('transaction_read_only') = 'on' as "isReadOnly"`
/** Each promotion begins a new timeline. The first eight digits of the name of a WAL file are its number. */
const askTimeline = 'select left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline'

/** The error when hosts answer, and none of them takes writes. */
export class NoPrimaryError extends Error {
  override readonly name = 'NoPrimaryError'
}

/**
 * Returns the class of the connections to an address. If it names several hosts, each connection goes to the host that takes writes at
 * that moment.
 */
export function clientClass(url: string): typeof pg.Client {
  const addresses = listAddresses(url)
  const [first] = addresses
  if (first === undefined || addresses.length === 1) return postgresDriver().pg.Client
  const findPrimary = primaryFinder(addresses)

  return class extends postgresDriver().pg.Client {
    constructor(config: pg.ClientConfig) {
      super({ ...config, connectionString: first })
    }

    override connect(): Promise<pg.Client>
    override connect(callback: (error: Error) => void): void
    override connect(callback?: (error: Error) => void) {
      const found = findPrimary().then(({ host, port }) => {
        this.host = host
        this.port = port
      })
      if (!callback) return found.then(() => super.connect())
      found.then(() => super.connect(callback), callback)
      return undefined
    }
  }
}

type Primary = { host: string; port: number; timeline: number }

/** All hosts are asked at once: one that does not answer delays nobody. Who asks meanwhile waits for the same answer. */
function primaryFinder(addresses: readonly string[]): () => Promise<Primary> {
  let finding: Promise<Primary> | undefined
  let newest = 0
  const askOne = async (address: string) => {
    const found = await askHost(address)
    // A former primary that came back as one would take writes that the others never see.
    if (found.timeline > 0 && found.timeline < newest) throw new NoPrimaryError(`${found.host} is a former primary`)
    newest = Math.max(newest, found.timeline)
    return found
  }
  return () => {
    finding ??= Promise.any(addresses.map(askOne))
      .catch((error: unknown) => {
        throw error instanceof AggregateError ? chooseError(error.errors) : error
      })
      .finally(() => {
        finding = undefined
      })
    return finding
  }
}

async function askHost(address: string): Promise<Primary> {
  const client = new (postgresDriver().pg.Client)({
    connectionString: address,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
    application_name: 'mediary finds the primary',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ isReadOnly: boolean }>(ask)
    if (rows[0]?.isReadOnly !== false) throw new NoPrimaryError(`${client.host} takes no writes`)
    // Some services of cloud providers do not tell it.
    const timeline = await client.query<{ timeline: string }>(askTimeline).catch(() => undefined)
    const { host, port } = client
    return { host, port, timeline: Number.parseInt(timeline?.rows[0]?.timeline ?? '0', 16) }
  } finally {
    // Nobody waits for the farewell of a host that does not answer.
    client.end().catch(() => undefined)
  }
}

/** A host that answers tells more than one that is away. */
const chooseError = (errors: unknown[]) => errors.find((error) => error instanceof NoPrimaryError) ?? errors[0]
