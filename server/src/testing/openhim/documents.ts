// The documents that OpenHIM stores, with the way in which one is added, found and changed here.
import type { Objects } from '../endpoints/objects.ts'
import {
  at,
  call,
  code,
  ofApp,
  ofAudit,
  ofChannel,
  ofClient,
  ofMediator,
  ofTransaction,
  ofUser,
  ofVisualizer,
  recipient,
  route,
} from './fields.ts'

export type OpenhimDocument = {
  name: string
  url: string
  list: string
  /** The field by which a stored document is found again. */
  key: string
  build: (objects: Objects) => Record<string, unknown> | Promise<Record<string, unknown>>
  fields: Record<string, unknown>
  /** The address for `PUT` of a stored document; absent: documents of this kind are not changed in this way. */
  toChange?: (stored: Record<string, unknown>) => string
}

const withName = (key: string, kind: string, more: object) => (all: Objects) => ({ ...more, [key]: all.newName(kind) })

/** Lists the documents that OpenHIM stores, with the way in which one is added and found here. */
export const openhimDocuments: readonly OpenhimDocument[] = [
  {
    name: 'users',
    url: '/users',
    list: '/users',
    key: 'email',
    build: (all) => all.buildUser(),
    fields: ofUser,
    toChange: ({ email }) => `/users/${email}`,
  },
  {
    name: 'clients',
    url: '/clients',
    list: '/clients',
    key: 'clientID',
    build: (all) => all.buildClient(),
    fields: ofClient,
    toChange: ({ _id }) => `/clients/${_id}`,
  },
  {
    name: 'channels',
    url: '/channels',
    list: '/channels',
    key: 'name',
    build: withName('name', 'channel', { urlPattern: '^/lab$', methods: ['GET'], allow: ['nurse'], routes: [route] }),
    fields: ofChannel,
    toChange: ({ _id }) => `/channels/${_id}`,
  },
  {
    name: 'roles',
    url: '/roles',
    list: '/roles',
    key: 'name',
    build: withName('name', 'role', {}),
    fields: { permissions: { 'client-view-all': true }, channels: [], clients: [] },
    toChange: ({ name }) => `/roles/${name}`,
  },
  {
    name: 'contact groups',
    url: '/groups',
    list: '/groups',
    key: 'group',
    build: withName('group', 'team', {}),
    fields: { users: [recipient] },
    toChange: ({ _id }) => `/groups/${_id}`,
  },
  {
    name: 'mediators',
    url: '/mediators',
    list: '/mediators',
    key: 'urn',
    build: (all) => all.buildMediator(),
    fields: ofMediator,
  },
  {
    name: 'visualizers',
    url: '/visualizers',
    list: '/visualizers',
    key: 'name',
    build: withName('name', 'map', {}),
    fields: ofVisualizer,
    toChange: ({ _id }) => `/visualizers/${_id}`,
  },
  {
    name: 'apps',
    url: '/apps',
    list: '/apps',
    key: 'name',
    build: withName('name', 'app', { type: 'external', url: 'https://app.example/' }),
    fields: ofApp,
    toChange: ({ _id }) => `/apps/${_id}`,
  },
  {
    name: 'audits',
    url: '/audits',
    list: '/audits?filterRepresentation=full',
    key: 'eventIdentification',
    build: (all) => ({
      eventIdentification: {
        eventDateTime: new Date(Date.parse(at) + Number(all.newName('').slice(1))).toISOString(),
        eventOutcomeIndicator: '0',
        eventActionCode: 'E',
        eventID: code,
        eventTypeCode: code,
      },
    }),
    fields: ofAudit,
  },
  {
    name: 'transactions',
    url: '/transactions',
    list: '/transactions?filterRepresentation=full',
    key: 'request',
    build: async (all) => ({
      channelID: (await all.addChannel())._id,
      status: 'Completed',
      request: { ...call.request, path: `/${all.newName('path')}` },
    }),
    fields: ofTransaction,
    toChange: ({ _id }) => `/transactions/${_id}`,
  },
]
