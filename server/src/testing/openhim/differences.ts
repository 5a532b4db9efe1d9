// The differences from OpenHIM that the migration guide lists for its world of mediators, metadata and records, each with the test that shows it.

const eachRecord = 'and the result says so'

/** A part of the names of the tests, by the first column of the guide, by the heading of its table. */
export const documentedDifferences: Record<string, Record<string, string>> = {
  mediators: {
    'passwords in `GET /mediators`': 'no answer to a person holds a password, and a mask sent back leaves it as it is',
    'an upgrade of a mediator': 'an upgrade keeps stored values, adds new ones and loses none',
    'the first heartbeat':
      'a changed configuration goes out with the next heartbeat, also with the first, and only once',
    'fields inside a `struct`': 'a mediator is configured',
    'a masked password in a list that has become shorter': 'a mask that could stand for several passwords is refused',
    '`POST /mediators/:urn/channels`': 'when one of the channels cannot be added, none is',
  },
  metadata: {
    'secrets in `GET /metadata`': 'no answer holds a secret, neither of an import nor of an export',
    'collections of an export': 'an export names what it refers to, and fits into another installation',
    'the keystore': eachRecord,
    references: 'an export names what it refers to, and fits into another installation',
    'who may import': 'who may import needs the permission of each collection too, and gives nothing that they lack',
    'contact groups': 'each document of an import has its own result, in the order of the file',
    'the result of an error': 'each document of an import has its own result, in the order of the file',
    'the result of a success': eachRecord,
    documents: 'what cannot serve is stored as it was sent, disabled',
    '`pathTransform` with unescaped slashes': eachRecord,
    "a client id among the client's own roles": eachRecord,
    'a role named like a client, no roles, no credential': eachRecord,
    'unknown fields': 'is kept, refused, or named in the answer',
    'two passports of a user': 'of two passports the one of the provider',
    'passports of OpenID Connect': eachRecord,
    mediators: 'a mediator is replaced whatever its version, and keeps the passwords that are masked',
    "one's own password in a session": 'ends the sessions of a user whose password it changes, and spares one’s own',
  },
  'contact groups': {
    '`DELETE /groups/:id` of a group that alerts use':
      'a group that alerts use stays, and the answer lists the channels',
    '`PUT` and `DELETE` of an unknown id': 'an unknown id is 404, and a name that is taken is 409',
  },
  'visualizers and events': {
    '`POST /visualizers`, `PUT /visualizers/:id` without a body': 'visualizers',
    'a name that is taken, an unknown colour': 'visualizers',
    '`GET /events/:receivedTime`': 'what a transaction did is told in the order of time, from the instant on',
    'live map': 'requests are counted by client, channel and route, errors among them',
  },
  logs: {
    '`GET /logs`': 'the newest lines are kept, in bounded memory, and no line is longer than it may be',
    '`start`': 'filters come before start and limit',
    'own parameters': 'filters come before start and limit',
    '`label`': 'a line has its time, level, process, message and fields',
  },
  'apps and import map': {
    '`GET /apps`': 'everybody who is signed in sees the portal, others what is specified',
    '`POST /apps`': 'management-api §21: the address ',
    errors: 'an unknown id is 404, a wrong id is 400, a name that is taken is 409',
    'two apps with one address': 'apps and the import map',
    '`GET /importmaps`': 'it is public, and names the apps of the portal only',
  },
  audits: {
    'a call of the API': 'calls that only read configuration leave no audit',
    'a program that sends its password with each call':
      'a program that sends its password with every call leaves an audit with the first one, and with wrong passwords',
    '401 without credentials': 'whoever has not signed in fills no audit log with refused calls',
    'a node that the gateway refuses': 'a node that is refused is entered into the audit log, once in an hour',
    '`Audit Log Used`': 'an export, and the use of the audit log, leave one audit for each call',
    '`filters`': 'a filter with an expression, an operator or an unknown field is refused',
    '`participantObjectID`': 'every filter of OpenHIM’s console finds what it says, and nothing else',
    'receiving audit messages': 'a sender over TLS without a certificate is refused, unless the settings say otherwise',
    'own audits': 'gateway §23.2: audits reach a repository over ',
    '`filterLimit`': 'the list is a summary unless everything is asked for, newest event first, by pages',
    '`GET /audits-filter-options`': 'what occurs is offered as choices of filters, each once',
    '`POST /audits`': 'is refused by its field',
    retention: 'retention deletes those that were recorded before a time, whatever their event time',
  },
  'API answers': {
    'an unknown id': 'an unknown id is 404, and a name that is taken is 409',
    'an unknown path': 'an unknown path is not found, for everyone',
    'an unknown field': ': an unknown field is refused with its path',
    'a field that the server sets itself (`updatedBy`, `locked`, `lastBodyCleared`, `_id` and others)':
      'a call that succeeds names each field of OpenHIM that its endpoint accepts without effect',
    'a wrong document': 'a bad document is refused with the path, the reason and the parameters of each error',
    'a name that is taken': 'an unknown id is 404, and a name that is taken is 409',
    errors: 'a bug is told by an id, and in full to the log only',
    'cross-origin calls': 'only named origins may call from other sites',
  },
}
