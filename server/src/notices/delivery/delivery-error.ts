import type { DeliveryErrorCode } from '@mediary/contract/operations/notices'

const maxDetail = 300

/** An attempt to deliver a notice that failed. `isFinal`: another attempt would fail as well. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly code: DeliveryErrorCode
  readonly detail: string | undefined
  readonly isFinal: boolean

  constructor(code: DeliveryErrorCode, options: { detail?: string | undefined; isFinal?: boolean } = {}) {
    super(code)
    this.code = code
    // The text comes from another server: it is cut, and its control characters are replaced.
    this.detail = options.detail?.replace(/\p{Cc}+/gu, ' ').slice(0, maxDetail)
    this.isFinal = options.isFinal ?? false
  }
}

const certificateErrors = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|ERR_TLS/

/** Turns what a connection throws into the error of a delivery. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error
  const code = readCode(error)
  if (certificateErrors.test(code)) return new DeliveryError('certificate-refused', { detail: code })
  if (/TIMEDOUT|TIMEOUT/i.test(code)) return new DeliveryError('timed-out')
  return new DeliveryError('unreachable', { detail: code || undefined })
}

/** Returns the code of an error, or of its cause. Messages of libraries may hold addresses with secrets, so they are not read. */
export function readCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if (error.cause) return readCode(error.cause) || readOwnCode(error)
  return readOwnCode(error) || (error.name === 'TimeoutError' ? 'TIMEOUT' : '')
}

const readOwnCode = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '')
