import type { Socket } from 'node:net'
import { compileAddressRule } from './address-rule.ts'
import { type ForwardedChain, normaliseAddress, readForwarded, readForwardedFor } from './forwarded.ts'

/** The other end of a connection. */
export type Peer = {
  address: string
  /** True when the peer is a proxy that tells the truth about its clients. */
  trusted: boolean
  /** The number of proxies between this peer and the gateway: one when the PROXY protocol named it. */
  hops: number
  /** The port that the connection came to. Undefined when the connection has ended. */
  localPort: number | undefined
}

type ForwardingHeaders = { forwardedFor: string | undefined; forwarded: string | undefined }

/** The proxies whose word about their clients is believed: a list of addresses and networks, or a number of hops. */
export class TrustedProxies {
  /** True when proxies are known by their address. A number of hops believes whoever connects. */
  readonly knownByAddress: boolean
  private readonly peers = new WeakMap<Socket, Peer>()
  private readonly isTrusted: (address: string, hops: number) => boolean

  constructor(setting: number | readonly string[]) {
    this.knownByAddress = typeof setting !== 'number'
    this.isTrusted =
      typeof setting === 'number'
        ? (_address, hops) => hops < setting
        : (compileAddressRule([...setting]) ?? (() => false))
  }

  /** Returns the other end of a connection: read once, for every request of the connection. */
  getPeer(socket: Socket): Peer {
    return this.peers.get(socket) ?? this.setPeer(socket, socket.remoteAddress ?? '', 0)
  }

  /** Replaces the peer of a connection by the one that its proxy has named. */
  setPeer(socket: Socket, remoteAddress: string, hops: number): Peer {
    const address = normaliseAddress(remoteAddress) ?? remoteAddress
    const peer = { address, hops, trusted: this.isTrusted(address, hops), localPort: socket.localPort }
    this.peers.set(socket, peer)
    return peer
  }

  /**
   * Returns the address of the client: the right-most one that is not a trusted proxy. Returns undefined when the headers
   * are malformed or contradict each other: a proxy that writes one of them passes a forged other one on.
   */
  findClient(peer: Peer, { forwardedFor, forwarded }: ForwardingHeaders): string | undefined {
    if (!peer.trusted || (forwardedFor === undefined && forwarded === undefined)) return peer.address
    if (forwarded === undefined) return this.walk(peer, readForwardedFor(forwardedFor ?? ''))
    const chain = readForwarded(forwarded)
    const client = chain && this.walk(peer, chain)
    if (forwardedFor === undefined) return client
    return client === this.walk(peer, readForwardedFor(forwardedFor)) ? client : undefined
  }

  private walk(peer: Peer, chain: ForwardedChain): string {
    let { address, hops } = peer
    for (let i = chain.length - 1; i >= 0 && this.isTrusted(address, hops); i--) {
      const next = chain[i]
      if (next === undefined) break
      address = next
      hops++
    }
    return address
  }
}
