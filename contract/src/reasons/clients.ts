/** Reasons for which a call about clients or roles is refused. */
export const clientReasons = {
  'client-not-found': 'No client has the id {id}',
  'client-domain-not-found': 'No client has the Domain "{domain}"',
  'client-hidden': 'You may not see this client',
  'client-id-taken': 'A client with the Client ID "{clientID}" exists already',
  'token-taken': 'The custom token must be unique: another client has it',
  'colon-with-password':
    'must not contain a colon when the client has a password: Basic Auth would take what follows the colon for the password',
  'client-status-elsewhere': 'cannot be changed here: POST /clients/:id/disable and /enable change it, with a reason',
  'status-period-empty': 'must be later than the beginning, and not past',
  'status-until-then':
    'The client is {status} already. A change that begins later would end that until then: leave out "from"',
  'credential-not-found': 'The client has no credential with the id {id}',
  'credential-not-active': 'The credential is not active: add another one instead',
  'too-many-credentials': 'The client has {max} credentials of this kind already: revoke one first',
  'not-of-this-kind': 'does not belong to a credential of the kind {kind}',
  'secret-checksum-wrong': 'looks like a secret that a server made, and its checksum is wrong',
  'subject-taken': 'Another client has the subject "{subject}"',
  'client-needs-role': 'a client needs at least one role',
  'client-needs-credential':
    'A client needs at least one way to authenticate: a password, a custom token, a certificate or its Domain',
  'role-named-as-its-client': 'a role cannot have the name of its client',
  'client-id-is-a-role': 'A role has the name "{name}": a Client ID cannot be the same',
  'role-is-a-client-id': 'A client has the Client ID "{name}": a role cannot have the same name',
  'role-not-yours': 'You may not give the role "{role}": it opens channels that you may not manage',
  'role-member-not-yours': 'You may not give the role to {id}: you may not manage {id}',
  'identity-not-yours': 'Another client, which you may not manage, has the same {field}',
  'role-not-found': 'No role has the name "{name}"',
  'role-name-taken': 'A role with the name "{name}" exists already',
  'member-not-found': '"{name}" does not exist',
  'tried-channel-hidden': 'You may not see the channel that takes this request',
} as const satisfies Record<string, string>
