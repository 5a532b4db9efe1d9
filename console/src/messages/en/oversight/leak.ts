export const leak = {
  title: 'A token or password has leaked',
  intro:
    'Paste the secret, or a text that holds it: a log, a chat, a file. See whose it is and what it reached, and end it with one press.',
  back: 'All clients',
  text: 'Text with the secret',
  'text.help':
    'It is compared and forgotten: it is neither stored nor logged. A password is found if the text names its client.',
  search: 'Find whose it is',
  forgotten: 'The text is forgotten. Paste it again to search again.',
  none: 'The text holds no secret of this installation.',
  nobody: 'Secrets of our pattern that belong to no client that you may manage: {count}. Tell an administrator.',
  'not-allowed': 'This needs the permission to manage clients.',
  of: 'Secret of {client}',
  made: 'Made {time}.',
  used: 'Last used {time} from {address}.',
  unused: 'It was never used.',
  reached: 'Requests in the last {days} days: {count}.',
  'reached.least': 'Requests in the last {days} days: {count} or more.',
  transactions: 'Transactions of the client',
  end: 'Revoke it and make a successor',
  'end.help': 'The next request with it is refused. The client needs the successor at once.',
  ended: 'ended',
  'ended.why':
    'The leaked secret is ended: the gateway refuses it from now on. Attempts with it stand under the refusals of the client.',
  successor: 'Copy the successor now: it is never shown again.',
  'no-successor': 'There is no successor, but the leaked secret is revoked',
  'no-code': 'There is no enrolment code',
} as const
