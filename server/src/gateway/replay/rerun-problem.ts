import type { RerunObstacle } from '@mediary/contract/operations/tasks'
import { type Issue, issue } from '@mediary/contract/problem'

/** A rerun that cannot be sent, and why. */
export class RerunProblem extends Error {
  override readonly name = 'RerunProblem'
  readonly issue: Issue

  constructor(cause: Issue) {
    super(cause.message)
    this.issue = cause
  }
}

type About = { channel: string; method: string; path: string; address: string; editsBody: boolean }

/** Describes an obstacle. The path of the issue is that of the field that an edit would have to change. */
export const toRerunProblem = (obstacle: RerunObstacle, about: About) => new RerunProblem(toIssue(obstacle, about))

function toIssue(obstacle: RerunObstacle, about: About): Issue {
  const { channel, method, path, address } = about
  switch (obstacle) {
    case 'channel-deleted':
      return issue('id', 'rerun-channel-deleted')
    case 'channel-disabled':
      return issue('id', 'rerun-channel-disabled', { channel })
    case 'in-shadow':
      return issue('id', 'rerun-in-shadow')
    case 'under-way':
      return issue('id', 'rerun-under-way')
    case 'body-not-stored':
      return issue('id', 'rerun-body-not-stored')
    case 'method-not-taken':
      return issue('method', 'rerun-method-not-taken', { channel, method })
    case 'path-not-taken':
      return issue('path', 'rerun-path-not-taken', { channel, path })
    case 'content-not-taken':
      return issue(about.editsBody ? 'body' : 'headers', 'rerun-content-not-taken', { channel })
    case 'client-deleted':
      return issue('id', 'rerun-client-deleted', { channel })
    case 'client-disabled':
      return issue('id', 'rerun-client-disabled')
    case 'client-not-allowed':
      return issue('id', 'rerun-client-not-allowed', { channel })
    case 'address-not-allowed':
      return issue('id', 'rerun-address-not-allowed', { channel, address })
  }
}
