import type { UpstreamFailure } from '../../health/index.ts'
import { UpstreamError } from './errors.ts'

/** Returns why an answer with this status is a failure of the upstream, or undefined when it is a good one. */
export const toStatusFailure = (status: number): UpstreamFailure | undefined =>
  status >= 500 ? { kind: 'server-error', status, message: `answered with status ${status}` } : undefined

/** Returns the failure of the upstream in an error, or undefined when the error says nothing about the upstream. */
export const toErrorFailure = (error: unknown): UpstreamFailure | undefined =>
  error instanceof UpstreamError && error.kind !== 'bad-request'
    ? { kind: error.kind, message: error.message }
    : undefined
