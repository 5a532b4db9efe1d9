// Reads the head of a syslog message: RFC 5424, or RFC 3164 as devices write it.
import type { NewAudit } from '@mediary/contract/operations/audits'

type Syslog = NonNullable<NewAudit['syslog']>
type Message = { syslog: Syslog; text: string }

const facilities =
  'kern user mail daemon auth syslog lpr news uucp clock sec ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  )
const severities = 'emerg alert crit err warn notice info debug'.split(' ')

const priority = /^<(\d{1,3})>/
// RFC 5424 §6. Fields have bounded lengths, and none of them begins with a character that ends the one before.
const head5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,255}) (\S{1,128}) (\S{1,64}) /
const head3164 =
  /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{1,40}) (\S{1,255}) (?:([^\s:[]{1,255})(?:\[([^\]\s]{1,128})\])?:? ?)?/

/** Returns undefined when the text is no syslog message. */
export function readSyslog(message: string): Message | undefined {
  const [start = '', digits = ''] = priority.exec(message) ?? []
  const prival = Number(digits)
  if (digits === '' || prival > 191) return undefined
  const rest = message.slice(start.length)
  const [facilityID, severityID] = [prival >> 3, prival & 7]
  const common = {
    prival: String(prival),
    facilityID: String(facilityID),
    severityID: String(severityID),
    facility: facilities[facilityID],
    severity: severities[severityID],
  }
  const { text, ...fields } = read5424(rest) ?? read3164(rest)
  return { syslog: { ...common, ...fields }, text }
}

const present = (field: string | undefined) => (field === '-' || field === '' ? undefined : field)

function read5424(rest: string) {
  const [head, time, host, appName, pid, msgID] = head5424.exec(rest) ?? []
  if (head === undefined) return undefined
  const text = skipStructuredData(rest.slice(head.length))
  if (text === undefined) return undefined
  return {
    type: 'RFC5424',
    time: present(time),
    host: present(host),
    appName: present(appName),
    pid: present(pid),
    msgID: present(msgID),
    text: text.replace(/^\s*\ufeff?/, ''),
  }
}

/** Elements stand in brackets; a quoted value may hold an escaped bracket. */
function skipStructuredData(rest: string): string | undefined {
  if (rest.startsWith('-')) return rest.slice(1)
  let at = 0
  while (rest[at] === '[') {
    at = findElementEnd(rest, at + 1)
    if (at === -1) return undefined
  }
  return at === 0 ? undefined : rest.slice(at)
}

function findElementEnd(rest: string, from: number): number {
  let quoted = false
  for (let at = from; at < rest.length; at++) {
    if (quoted && rest[at] === '\\') at++
    else if (rest[at] === '"') quoted = !quoted
    else if (rest[at] === ']' && !quoted) return at + 1
  }
  return -1
}

function read3164(rest: string) {
  const [head = '', time, host, appName, pid] = head3164.exec(rest) ?? []
  const unread = { type: 'RFC3164', msgID: undefined }
  if (head === '' || appName?.startsWith('<'))
    return { ...unread, time, host, appName: undefined, pid: undefined, text: fromXml(rest) }
  return { ...unread, time, host, appName, pid, text: fromXml(rest.slice(head.length)) }
}

/** Devices write what they like before the XML. */
const fromXml = (text: string) => (text.includes('<') ? text.slice(text.indexOf('<')) : text)
