import { type ExpiringCertificate, readCertificates } from '../../keystore/index.ts'
import type { Installation } from '../installation.ts'

type Stores = Pick<Installation, 'keystore' | 'authority' | 'revocation' | 'clients' | 'channels'>

/** Every certificate that this installation depends on, and what stops working when it ends. */
export async function listCertificates(stores: Stores): Promise<ExpiringCertificate[]> {
  const [server, trusted, clients] = await Promise.all([ofServer(stores), ofTrust(stores), ofClients(stores)])
  return [...server, ...trusted, ...clients, ...(await ofUpstreams(stores)), ...(await ofLists(stores))]
}

const times = ({ validity }: { validity: { start: string; end: string } }) => ({
  start: validity.start,
  end: validity.end,
})
const toName = ({ commonName, fingerprint256 }: { commonName?: string | undefined; fingerprint256: string }) =>
  commonName ?? fingerprint256
const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ')

async function ofServer({ keystore }: Stores): Promise<ExpiringCertificate[]> {
  const { pem } = await keystore.serving()
  return readCertificates(pem).map((certificate, i) => ({
    kind: i === 0 ? 'server' : 'server-chain',
    name: /(?:^|\n)CN=([^\n]*)/.exec(certificate.subject)?.[1] ?? certificate.fingerprint256,
    fingerprint256: certificate.fingerprint256,
    start: new Date(certificate.validFrom).toISOString(),
    end: new Date(certificate.validTo).toISOString(),
    breaks: 'Clients that check the certificate of the gateway refuse to connect over HTTPS',
  }))
}

async function channelsBy(stores: Stores, field: 'cert' | 'clientCert') {
  const channels = (await stores.channels.list()).filter(({ status }) => status !== 'deleted')
  return (id: string) =>
    channels.filter(({ routes }) => routes.some((route) => route[field] === id)).map(({ name }) => name)
}

async function ofTrust(stores: Stores): Promise<ExpiringCertificate[]> {
  const using = await channelsBy(stores, 'cert')
  const trusted = (await stores.keystore.trusted()).map((one): ExpiringCertificate => {
    const channels = using(one._id)
    const upstreams = channels.length ? `, and the channels ${quoted(channels)} no longer reach their upstream` : ''
    return {
      kind: 'trusted',
      _id: one._id,
      name: toName(one),
      fingerprint256: one.fingerprint256,
      ...times(one),
      breaks: `Clients with this certificate, or one that it issued, are no longer recognised by it${upstreams}`,
    }
  })
  const own = (await stores.authority.list()).map(
    (one): ExpiringCertificate => ({
      kind: 'authority',
      _id: one._id,
      name: toName(one),
      fingerprint256: one.fingerprint256,
      ...times(one),
      replaced: !one.signs && Date.parse(one.validity.end) < Date.now(),
      breaks: one.signs
        ? 'No certificate can be issued any more, and those it has issued are no longer recognised'
        : 'The certificates that it has issued are no longer recognised',
    }),
  )
  return [...trusted, ...own]
}

async function ofClients({ authority, clients, keystore }: Stores): Promise<ExpiringCertificate[]> {
  const allIssued = await authority.issued()
  const names = await clients.clientIDs([...new Set(allIssued.map(({ client }) => client))])
  const seen = new Set<string>()
  const issued = allIssued.flatMap((one): ExpiringCertificate[] => {
    const clientID = names.get(one.client)
    if (clientID === undefined) return []
    // Newest first: an older certificate of the same client needs nobody once there is one that lasts longer.
    const replaced = seen.has(one.client)
    if (one.revokedAt === undefined) seen.add(one.client)
    return [
      {
        kind: 'client',
        _id: one._id,
        name: toName(one),
        fingerprint256: one.fingerprint256,
        ...times(one),
        client: { _id: one.client, clientID },
        revoked: one.revokedAt !== undefined,
        replaced,
        breaks: `Client "${clientID}" can no longer authenticate with it`,
      },
    ]
  })
  const trusted = await keystore.trusted()
  const pinned = (await clients.certificates()).map(({ _id, clientID, certFingerprint }): ExpiringCertificate => {
    const known = trusted.find((one) => [one.fingerprint, one.fingerprint256].includes(certFingerprint))
    return {
      kind: 'pinned',
      name: known ? toName(known) : certFingerprint,
      ...(certFingerprint.length > 59 && { fingerprint256: certFingerprint }),
      ...(known && times(known)),
      client: { _id, clientID },
      breaks: `Client "${clientID}" is bound to this certificate, and can no longer authenticate with it`,
    }
  })
  return [...issued, ...pinned]
}

async function ofUpstreams(stores: Stores): Promise<ExpiringCertificate[]> {
  const using = await channelsBy(stores, 'clientCert')
  return (await stores.keystore.identities()).map((one) => {
    const channels = using(one._id)
    return {
      kind: 'upstream',
      _id: one._id,
      name: toName(one),
      fingerprint256: one.fingerprint256,
      ...times(one),
      breaks: channels.length ? `The upstreams of ${quoted(channels)} refuse the gateway` : 'Nothing: no route uses it',
    }
  })
}

const ofLists = async ({ revocation }: Stores): Promise<ExpiringCertificate[]> =>
  (await revocation.lists()).map(({ _id, issuer, thisUpdate, nextUpdate }) => ({
    kind: 'revocation-list',
    _id,
    name: issuer,
    start: thisUpdate,
    ...(nextUpdate !== undefined && { end: nextUpdate }),
    breaks: 'What its authority has revoked since is not known here, and is still accepted',
  }))
