/** Reasons for which a document of an import is refused. */
export const metadataReasons = {
  'no-such-collection': 'Invalid Collection "{model}": an import has {models}',
  'not-a-document': 'must be a list of documents',
  'too-many-documents': 'An import has {max} documents or fewer',
  'passport-of-openid': 'there is no sign-in with OpenID Connect',
  'own-password-in-session':
    'your own password cannot be imported in a session: change it in your profile, or call with Basic',
} as const satisfies Record<string, string>

/** Notes of an import: what it changed in a document that it took, or did not take over. */
export const importNotes = {
  'import-fields-not-kept': 'These fields are not kept: {fields}',
  'import-secrets-missing': 'An export does not contain {fields}',
  'import-route-password-missing': 'A password of a route is not part of an export',
  'import-mediator-password-missing': 'an export does not contain passwords',
  'import-own-id-among-roles': '"{role}" is left out: channels that allow it allow the client by its Client ID',
  'import-without-credential':
    'The client has no password, token, certificate or Domain: nothing but a JWT can identify it',
  'import-stays-disabled': 'the client stays disabled. An import does not enable it',
  'import-channel-disabled': 'The channel is disabled, for a reason that follows',
  'import-group-unknown': 'no contact group is "{group}"',
  'import-certificate-unknown': 'the keystore has no certificate {certificate}; the field is not kept',
  'import-transform-shortened': '"{from}" is read as "{to}", as OpenHIM reads it',
  'import-needs-restart': 'The server certificate takes effect after a restart',
  'import-key-not-exported': 'The server certificate is not taken over: an export does not contain its key',
  'import-key-missing': 'The server certificate is not taken over: its key is missing',
  'import-user-role-added': 'The user role "{name}" was added without permissions',
  'import-link-dropped': 'The link to set a password is not taken over: make a new one',
  'import-user-of-openid': 'There is no sign-in with OpenID Connect: give the user a link to set a password',
  'import-second-passport':
    'The user has one password: that of the other passport is taken, and the one of the {protocol} passport is not',
  'import-names-unknown': 'nothing is called {names}; left out',
  'import-group-became-role': 'The user role was made of a group, with the channels that name it',
  'import-certificate-not-held':
    'The keystore does not hold the certificate with its fingerprint: the client is recognised once it does',
  'import-domain-differs': 'Its Domain is "{domain}" and its certificate says {names}',
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
  'configuration-other-shape': 'the text must have format 1 and documents, as GET /configuration answers',
  'yaml-too-large': 'the file is larger than {size} MiB',
  'yaml-too-deep': 'the document is nested too deeply',
  'yaml-one-document': 'a file holds one document',
  'yaml-not-read': 'the file is no YAML that is read here ({detail})',
  'yaml-references': 'anchors (&name), aliases (*name), tags (!name) and merge keys (<<) are not read here',
  'yaml-keys': 'the keys of a document are texts, and none is __proto__',
  'yaml-fields': 'the document is no list of fields with their values',
  'folder-without-index': 'the folder has no configuration.yaml: it is none that mediary export has made',
  'folder-other-index': 'it must say format: 1, and name under covers some of {kinds}',
  'folder-unknown-kind': 'there is no kind of objects with the name of its folder',
  'folder-other-file': 'the files of objects end with .yaml',
  'folder-not-covered': 'configuration.yaml does not name its kind under covers',
  'folder-too-large': 'the folder has more than {files} files or {size} MiB',
  'secret-in-plain': 'A secret stands here in plain text: write a reference to a variable or a file in its place',
  'not-a-verifier': 'This is neither a verifier nor a reference to a variable or a file',
  'verifier-of-another-key':
    'The verifier of this token was made with another installation key: use that key (MEDIARY_INSTALLATION_KEY), or write a reference to the token',
} as const satisfies Record<string, string>
