/** Reasons of the HTTP side of the API, the process and the audit log. */
export const serverReasons = {
  'invalid-document': '{count} fields are not valid',
  'not-json': 'The body is not valid JSON',
  'json-sent-as-form': 'The body is JSON, but the Content-Type is {type}: send application/json',
  'content-type-not-read': 'The Content-Type {type} is not read here: send application/json',
  'content-type-expected': 'The Content-Type {type} is not read here: send {mediaType}',
  'content-type-missing': 'The request has a body, but no Content-Type: send application/json',
  'unknown-host':
    'The host name {host} is not one of this API. Add it to api.allowedHosts (MEDIARY_API_ALLOWED_HOSTS) if it should be.',
  'several-hosts': 'The request has more than one Host header',
  'body-too-large': 'The body is larger than {max} bytes',
  'no-such-page': 'Not Found',
  'malformed-request': 'The request is malformed: {problem}',
  'internal-error': 'Something went wrong. The log says what, under {request}',
  'mechanism-set-by-configuration': 'This is set in the configuration, by {source}, and can only be changed there',
  'jwt-needs-key': 'JSON Web Tokens need a key or a key set in the configuration first',
  'not-ready': 'Not ready: {checks}',
  'check-timed-out': 'It did not answer within {seconds} seconds',
  'check-unanswered': 'It does not answer',
  'no-gateway-worker': 'No gateway worker serves',
  'disk-nearly-full': 'The disk of the data folder is nearly full',
  'must-accept-event-stream': 'must be text/event-stream',
  'too-many-listeners': 'Too many pages listen already',
  'audit-not-found': 'No audit has the id {id}',
  'audit-patient-pattern':
    'must be an identifier, or a patient identifier in the form id\\^\\^\\^authority&authorityId&.*; other patterns are not searched',
} as const satisfies Record<string, string>
