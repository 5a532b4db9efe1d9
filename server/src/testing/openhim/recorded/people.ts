import type { RecordedSection } from './exchange.ts'

const grace = { email: 'Grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: ['admin'] }
const hash = {
  passwordAlgorithm: 'sha512',
  passwordSalt: '22a61686-66f6-483c-a524-185aac251fb0',
  passwordHash:
    '669c981d4edccb5ed61f4d77f9fcc4bf594443e2740feb1a23f133bdaf80aae41804d10aa2ce254cfb6aca7c497d1a717f2dd9a794134217219d8755a84b6b4e',
}
const signIn = (password: string, status: number) => ({
  call: ['POST', '/authenticate/local', { username: 'grace@example.org', password }] as ['POST', string, object],
  openhim: status,
  isPublic: true,
})

const reading: RecordedSection = {
  section: 'management-api §6.2',
  title: 'users are listed and found in any case of their address',
  exchanges: [
    { call: ['POST', '/users', grace], openhim: 201 },
    { call: ['GET', '/users'], openhim: 200 },
    { call: ['GET', '/users/GRACE@example.org'], openhim: 200, answers: { email: 'grace@example.org', locked: true } },
    { call: ['GET', '/users/nobody@example.org'], openhim: 404 },
  ],
}

const creation: RecordedSection = {
  section: 'management-api §6.3',
  title: 'a user is added with the hash of a password',
  exchanges: [
    { call: ['POST', '/users', { ...grace, ...hash }], openhim: 201, answers: 'User successfully created' },
    signIn('password', 200),
    signIn('another one', 401),
    { call: ['POST', '/users', grace], openhim: 500, here: 409, listed: 'a name that is taken' },
    {
      call: ['POST', '/users', { firstname: 'No', surname: 'Address' }],
      openhim: 500,
      here: 400,
      listed: 'a wrong document',
    },
  ],
}

const change: RecordedSection = {
  section: 'management-api §6.4',
  title: 'a user is changed and deleted',
  exchanges: [
    { call: ['POST', '/users', { ...grace, password: 'the first password' }], openhim: 201 },
    {
      call: ['PUT', '/users/grace@example.org', { msisdn: '27123456789' }],
      openhim: 200,
      answers: 'Successfully updated user.',
    },
    { call: ['PUT', '/users/grace@example.org', hash], openhim: 200 },
    signIn('password', 200),
    signIn('the first password', 401),
    { call: ['PUT', '/users/nobody@example.org', { msisdn: '1' }], openhim: 404 },
    { call: ['DELETE', '/users/grace@example.org'], openhim: 200 },
    { call: ['DELETE', '/users/grace@example.org'], openhim: 200, here: 404, listed: 'an unknown id' },
  ],
}

const tokens: RecordedSection = {
  section: 'management-api §6.5',
  title: 'links that set a password',
  exchanges: [
    { call: ['GET', '/token/unknown'], openhim: 404, isPublic: true },
    { call: ['PUT', '/token/unknown', { password: 'a long password' }], openhim: 404, isPublic: true },
    { call: ['GET', '/password-reset-request/ada@example.org'], openhim: 201, isPublic: true },
    {
      call: ['GET', '/password-reset-request/nobody@example.org'],
      openhim: 404,
      isPublic: true,
      here: 201,
      listed: '`GET /password-reset-request/:email`',
    },
  ],
}

const signingIn: RecordedSection = {
  section: 'management-api §3.2',
  title: 'a sign-in needs an address and its password',
  exchanges: [
    { call: ['POST', '/users', { ...grace, password: 'the first password' }], openhim: 201 },
    signIn('the first password', 200),
    signIn('another one', 401),
    {
      call: ['POST', '/authenticate/local', { username: 'nobody@example.org', password: 'x' }],
      openhim: 401,
      isPublic: true,
    },
    // OpenHIM's console does so after it has saved a profile.
    { call: ['POST', '/authenticate/local', { username: 'grace@example.org' }], openhim: 400, isPublic: true },
    { call: ['POST', '/authenticate/local', { password: 'the first password' }], openhim: 400, isPublic: true },
  ],
}

const salts: RecordedSection = {
  section: 'management-api §3.4',
  title: 'the salt of a user',
  exchanges: [
    { call: ['GET', '/authenticate/ada@example.org'], openhim: 200, isPublic: true },
    {
      call: ['GET', '/authenticate/nobody@example.org'],
      openhim: 404,
      isPublic: true,
      here: 200,
      listed: '`GET /authenticate/:username`',
    },
  ],
}

const openid: RecordedSection = {
  section: 'management-api §3.5',
  title: 'sign-in with OpenID Connect, when it is switched off',
  exchanges: [
    {
      call: ['POST', '/authenticate/openid', { code: 'a', sessionState: 'b', state: 'c' }],
      openhim: 401,
      here: 404,
      listed: 'sign-in with OpenID Connect',
      isPublic: true,
    },
  ],
}

const session: RecordedSection = {
  section: 'management-api §3.6',
  title: 'who is signed in, and how clients may sign in',
  exchanges: [
    { call: ['GET', '/me'], openhim: 404 },
    { call: ['GET', '/me'], openhim: 404, isPublic: true },
    { call: ['GET', '/logout'], openhim: 401, isPublic: true },
    { call: ['GET', '/authentication/types'], openhim: 200 },
  ],
}

/** The recorded exchanges of users and their sign-in. */
export const recordedPeople = [signingIn, reading, creation, change, tokens, salts, openid, session]
