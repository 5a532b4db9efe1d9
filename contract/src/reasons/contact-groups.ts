/** Reasons for which a call about contact groups is refused. */
export const contactGroupReasons = {
  'contact-group-not-found': 'No contact group has the id {id}',
  'contact-group-name-taken': 'A contact group with the name "{name}" exists already',
  'contact-group-in-use':
    'The alerts of {count} channel(s) use this contact group. Channels that you may see: {channels}',
} as const satisfies Record<string, string>
