import type { Channel, NewChannel } from '@mediary/contract/channels'
import { type Issue, issue } from '@mediary/contract/problem'
import { conflict } from '../../platform/http/problem.ts'

type Opens = Pick<NewChannel, 'type' | 'status' | 'tcpHost' | 'tcpPort'>

export const opensPort = ({ type, status }: Opens) => (type === 'tcp' || type === 'tls') && status === 'enabled'

const wildcards = ['', '0.0.0.0', '::']
const overlap = (a: string, b: string) => a === b || wildcards.includes(a) || wildcards.includes(b)

/** Two channels at one port would take each other's messages. */
const findOwner = ({ tcpHost = '', tcpPort }: Opens, others: Channel[]) =>
  others.find((other) => opensPort(other) && other.tcpPort === tcpPort && overlap(other.tcpHost ?? '', tcpHost))

export function refuseTakenPort(channel: Opens, others: Channel[]) {
  const owner = findOwner(channel, others)
  if (owner) throw conflict('channel-port-taken', { name: owner.name, port: channel.tcpPort ?? 0 })
}

export function findTakenPort(channel: Opens, others: Channel[]): Issue | undefined {
  const owner = findOwner(channel, others)
  return owner && issue('tcpPort', 'channel-port-taken', { name: owner.name, port: channel.tcpPort ?? 0 })
}
