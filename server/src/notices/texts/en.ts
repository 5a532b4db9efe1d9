/** The English texts of notices. `{name}` is filled in. */
export const en = {
  'test.subject': '{instance}: test',
  'test.line': 'This is a test. Notices of {instance} reach you.',
  'began.subject': '{instance}: alert for the channel "{channel}"',
  'continues.subject': '{instance}: the alert for the channel "{channel}" continues',
  'ended.subject': '{instance}: the alert for the channel "{channel}" has ended',
  'count.status': 'Transactions with the status {status}: {count}, since {since}.',
  'count.rate':
    'Transactions with the status {status} in the last hour: {count} of {total} ({percent} %, limit {limit} %).',
  'count.retries': 'Transactions that failed at their last automatic retry: {count}, since {since}.',
  'ended.line': 'The alert began at {began} and ended at {ended}.',
  'ended.count': 'Transactions that it concerned: {count}.',
  'down.subject': '{instance}: the upstream {address} cannot be reached',
  'down.line': 'Since {since}. Channels: {channels}.',
  'up.subject': '{instance}: the upstream {address} is reached again',
  'issues.subject': '{instance}: new issues: {count}',
  'issues.new': 'New: {channel}, requests: {requests}, since {since}.',
  'issues.back': 'Came back: {channel}, since {since}.',
  'issues.more': 'Further issues: {count}.',
  'issues.nowhere': 'requests of no channel',
  'expiry.subject': '{instance}: "{name}" expires in {days} day(s)',
  'expired.subject': '{instance}: "{name}" has expired',
  'expiry.line': 'Expires at {end}: {what}.',
  'expiry.certificate': 'certificate "{name}"',
  'expiry.credential': 'credential of the client "{name}"',
  'report.daily': '{instance}: report of {day}',
  'report.weekly': '{instance}: report of the week from {day}',
  'report.none': 'No requests.',
  'report.row':
    '{channel}: {total} requests, {average} ms on average; failed {failed}, successful {successful}, completed {completed}, with errors {errors}, in progress {processing}.',
  'link.subject': '{instance}: set your password',
  'link.line': 'With this link you set the password of {email}. It works once, until {expiry}.',
  'link.ignore': 'If you did not expect this mail, ignore it.',
}

export type NoticeTexts = Record<keyof typeof en, string>
