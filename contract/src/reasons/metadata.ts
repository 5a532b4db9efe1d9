/** Reasons for which a document of an import is refused. */
export const metadataReasons = {
  'no-such-collection': 'Invalid Collection "{model}": an import has {models}',
  'not-a-document': 'must be a list of documents',
  'too-many-documents': 'An import has {max} documents or fewer',
  'passport-of-openid': 'there is no sign-in with OpenID Connect',
  'own-password-in-session':
    'your own password cannot be imported in a session: change it in your profile, or call with Basic',
} as const satisfies Record<string, string>

/** Reasons of the configuration as code. */
export const configurationReasons = {
  'configuration-moved': 'The configuration has changed since the plan was made: make a new plan, and review it',
  'configuration-twice': 'Two documents of {kind} are about "{name}": remove one of them',
  'configuration-refused': '{kind} "{name}": {reason}',
  'configuration-name-taken': 'Another object of {kind} has the name of "{name}", or the same secret',
  'plan-does-not-fit': 'The plan does not fit for "{name}" of {kind}: make a new plan',
  'secret-without-value':
    'The reference {reference} has no value, and nothing is stored that it could stand for: set it when you make the plan and when you apply it',
  'secret-in-plain': 'A secret stands here in plain text: write a reference to a variable or a file in its place',
  'not-a-verifier': 'This is neither a verifier nor a reference to a variable or a file',
  'verifier-of-another-key':
    'The verifier of this token was made with another installation key: use that key (MEDIARY_INSTALLATION_KEY), or write a reference to the token',
} as const satisfies Record<string, string>
