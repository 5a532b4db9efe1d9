/** Reasons for which a call about apps is refused. */
export const appReasons = {
  'app-not-found': 'App with id {id} does not exist',
  'app-name-taken': 'An app with the name "{name}" exists already',
  'not-a-link': 'must be an address that begins with https://, http:// or /',
} as const satisfies Record<string, string>
