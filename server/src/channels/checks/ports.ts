import type { Channel, NewChannel } from '@mediary/contract/channels'
import { conflict } from '../../platform/http/problem.ts'

type Opens = Pick<NewChannel, 'type' | 'status' | 'tcpHost' | 'tcpPort'>

export const opensPort = ({ type, status }: Opens) => (type === 'tcp' || type === 'tls') && status === 'enabled'

const wildcards = ['', '0.0.0.0', '::']
const overlap = (a: string, b: string) => a === b || wildcards.includes(a) || wildcards.includes(b)

/** Two channels at one port would take each other's messages. */
export function refuseTakenPort({ tcpHost = '', tcpPort }: Opens, others: Channel[]) {
  const taken = others.find(
    (other) => opensPort(other) && other.tcpPort === tcpPort && overlap(other.tcpHost ?? '', tcpHost),
  )
  if (taken) throw conflict('channel-port-taken', { name: taken.name, port: tcpPort ?? 0 })
}
