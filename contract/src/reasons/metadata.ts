/** Reasons for which a document of an import is refused. */
export const metadataReasons = {
  'no-such-collection': 'Invalid Collection "{model}": an import has {models}',
  'not-a-document': 'must be a list of documents',
  'too-many-documents': 'An import has {max} documents or fewer',
  'passport-of-openid': 'there is no sign-in with OpenID Connect',
  'own-password-in-session':
    'your own password cannot be imported in a session: change it in your profile, or call with Basic',
} as const satisfies Record<string, string>
