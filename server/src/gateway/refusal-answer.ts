// Builds what a refused client is told: a problem document (RFC 9457), or an OperationOutcome of FHIR.
import { STATUS_CODES } from 'node:http'
import type { Refusal } from './refusal.ts'

type RefusalCause = Pick<Refusal, 'status' | 'code' | 'message' | 'headers'>

/** `isRecognised`: a client was identified. Only then the answer says why it was refused. */
type Told = { id: string; isRecognised: boolean; accept: string | undefined }

const refusalIdHeader = 'X-Mediary-Refusal-ID'

/** Returns the headers and the body of the answer. Without a recognised client only the status and the id differ. */
export function buildRefusalAnswer(refusal: RefusalCause, { id, isRecognised, accept }: Told) {
  const { status, code } = refusal
  const title = STATUS_CODES[status] ?? 'Refused'
  const told = isRecognised ? { code, detail: discloseReason(refusal) } : {}
  const format = selectFormat(accept)
  const content = { status, title, refusalId: id, ...told }
  return {
    headers: { ...refusal.headers, [refusalIdHeader]: id, 'Content-Type': mediaTypes[format] },
    body: writers[format](content),
  }
}

/** Returns the reason for a client that was recognised. A failure of the gateway is only for the administrator. */
export const discloseReason = ({ status, message }: Pick<Refusal, 'status' | 'message'>): string | undefined =>
  status < 500 ? message : undefined

type Content = {
  status: number
  title: string
  refusalId: string
  code?: string
  detail?: string | undefined
}
type Format = 'problem' | 'fhir-json' | 'fhir-xml'

const mediaTypes: Record<Format, string> = {
  problem: 'application/problem+json',
  'fhir-json': 'application/fhir+json; charset=utf-8',
  'fhir-xml': 'application/fhir+xml; charset=utf-8',
}

/** Returns the first format of FHIR that the client accepts, or else a problem document. */
function selectFormat(accept: string | undefined): Format {
  const [, found] = /application\/fhir\+(json|xml)/i.exec(accept ?? '') ?? []
  if (found === undefined) return 'problem'
  return found.toLowerCase() === 'json' ? 'fhir-json' : 'fhir-xml'
}

const writers: Record<Format, (content: Content) => string> = {
  problem: ({ status, title, refusalId, code, detail }) =>
    `${JSON.stringify({ type: 'about:blank', title, status, refusalId, code, detail })}\n`,
  'fhir-json': (content) => {
    const { code, details, diagnostics } = describeIssue(content)
    const issue = [{ severity: 'error', code, details: { text: details }, diagnostics }]
    return `${JSON.stringify({ resourceType: 'OperationOutcome', issue })}\n`
  },
  'fhir-xml': (content) => {
    const { code, details, diagnostics } = describeIssue(content)
    const element = (name: string, value: string) => `<${name} value="${escapeXml(value)}"/>`
    const issue = `${element('severity', 'error')}${element('code', code)}<details>${element('text', details)}</details>`
    return `<OperationOutcome xmlns="http://hl7.org/fhir"><issue>${issue}${element('diagnostics', diagnostics)}</issue></OperationOutcome>\n`
  },
}

/** The issue of an OperationOutcome (FHIR R4 §2.4.3). */
const describeIssue = ({ status, title, refusalId, code, detail }: Content) => ({
  code: issueTypes[status] ?? (status < 500 ? 'processing' : 'exception'),
  details: detail ?? title,
  diagnostics: `Refusal ${refusalId}${code === undefined ? '' : `: ${code}`}`,
})

/** Codes of the value set issue-type, by the status of the answer. */
const issueTypes: Record<number, string> = {
  400: 'structure',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  408: 'timeout',
  413: 'too-long',
  429: 'throttled',
  431: 'too-long',
  501: 'not-supported',
  503: 'transient',
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 has no other control characters than tab and the ends of lines. */
const escapeXml = (text: string) =>
  text.replace(/\p{Cc}|[\u{fffe}\u{ffff}]/gu, ' ').replace(/[&<>"]/g, (found) => entities[found] ?? found)
