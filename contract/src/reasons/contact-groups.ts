/** Reasons for which a call about contact groups is refused. */
export const contactGroupReasons = {
  'contact-group-not-found': 'No contact group has the id {id}',
  'contact-group-name-taken': 'A contact group with the name "{name}" exists already',
  'contact-group-in-use':
    'The alerts of {count} channel(s) use this contact group. Channels that you may see: {channels}',
  'contact-group-gets-notices':
    'This contact group gets the notices about the installation: remove it in the settings of notices first',
} as const satisfies Record<string, string>

/** Reasons for which a call about notices is refused. */
export const noticeReasons = {
  'notice-not-found': 'No notice has the id {id}',
  'notice-text-deleted': 'The text of this notice was deleted when it was sent, because it held a password link',
  'notice-is-waiting': 'This notice is being sent already',
  'acknowledgement-not-found': 'There is nothing to acknowledge with this link. It may be old, or not whole',
  'acknowledgement-of-others':
    'Only the recipient can acknowledge this notice, or somebody who may change contact lists',
  'notice-not-on-call': 'This notice goes to everybody at once: there is nothing to acknowledge',
  'must-be-https': 'must begin with https:// and hold no user name; http:// is accepted for this machine only',
  'secret-needed-again': 'is needed again, because the address or the user has changed',
  'password-needs-tls': 'cannot be sent without TLS',
  'must-be-webhook-secret': 'must be whsec_ followed by 24 to 64 bytes in base64',
  'must-name-phone-and-text': 'must hold {placeholders}',
  'must-be-certificates': 'must be certificates in PEM',
  'must-end-later': 'must be later than the beginning',
  'window-longer-than-week': 'a window that comes back each week lasts a week at most',
  'must-be-time-of-day': 'must be a time of day, such as 07:30',
  'must-be-time-zone': 'must be the name of a time zone, such as Africa/Nairobi',
  'named-twice': 'must not name anything twice',
} as const satisfies Record<string, string>
