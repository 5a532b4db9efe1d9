import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, optional, Sentence, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'
import { AuditFiltersParameter } from './audits/filters.ts'

/** The maximum length of the message that an audit was read from, in characters. */
const maxAuditMessage = 262_144
const maxEntries = 200

const Text = optional(z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().max(20_000)))
const list = <T extends z.ZodType>(item: T) =>
  z
    .preprocess(
      (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
      z.array(item).max(maxEntries).nullish(),
    )
    .transform((items) => items ?? [])

/** A coded value, such as `110114` of `DCM`: *User Authentication*. */
const Code = z.object({ code: Text, displayName: Text, codeSystemName: Text })
export type AuditCode = z.infer<typeof Code>
const OptionalCode = optional(Code)

const isInstant = (text: string) => !Number.isNaN(Date.parse(text))
const DateTime = z.string().max(100).refine(isInstant, because('must-be-instant'))

const Syslog = z.object({
  prival: Text,
  facilityID: Text,
  severityID: Text,
  facility: Text,
  severity: Text,
  type: Text,
  time: Text,
  host: Text,
  appName: Text,
  pid: Text,
  msgID: Text,
})
const EventIdentification = z.object({
  eventDateTime: optional(DateTime).describe('now, when absent'),
  eventOutcomeIndicator: Text.describe('0 success, 4 minor failure, 8 serious failure, 12 major failure'),
  eventActionCode: Text.describe('C create, R read, U update, D delete, E execute'),
  eventID: OptionalCode,
  eventTypeCode: OptionalCode,
})
const ActiveParticipant = z.object({
  userID: Text,
  alternativeUserID: Text,
  userIsRequestor: Text,
  networkAccessPointID: Text,
  networkAccessPointTypeCode: Text.describe('1 machine name, 2 IP address, 3 telephone number'),
  roleIDCode: OptionalCode,
})
const AuditSource = z.object({ auditSourceID: Text, auditEnterpriseSiteID: Text, auditSourceTypeCode: OptionalCode })
const ParticipantObject = z.object({
  participantObjectID: Text,
  participantObjectTypeCode: Text.describe('1 person, 2 system object, 3 organization, 4 other'),
  participantObjectTypeCodeRole: Text,
  participantObjectIDTypeCode: OptionalCode,
  participantObjectQuery: Text,
  participantObjectDetail: optional(z.object({ type: Text, value: Text })),
})

/** An entry of the audit log: who did what to which object, and how it ended. The shape is that of OpenHIM. */
export const NewAudit = z.object({
  rawMessage: optional(z.string().max(maxAuditMessage)),
  syslog: optional(Syslog),
  eventIdentification: EventIdentification.prefault({}),
  activeParticipant: list(ActiveParticipant),
  auditSourceIdentification: optional(AuditSource),
  participantObjectIdentification: list(ParticipantObject),
})
export type NewAudit = z.infer<typeof NewAudit>

export const Audit = z.object({
  _id: Id,
  ...NewAudit.partial().shape,
  eventIdentification: EventIdentification.extend({ eventDateTime: Timestamp }),
  unsent: z.boolean().optional().describe('true while it waits to be sent to the audit repository'),
  unreadable: z.string().optional().describe('why a received message could not be read; `rawMessage` has its text'),
})
export type Audit = z.infer<typeof Audit>

/** The values that occur, for the choices of a filter. */
const FilterOptions = z.object({
  eventType: z.array(Code),
  eventID: z.array(Code),
  activeParticipantRoleID: z.array(Code),
  participantObjectIDTypeCode: z.array(Code),
  auditSourceID: z.array(z.string()),
})
export type AuditFilterOptions = z.infer<typeof FilterOptions>

const maxAudits = 1000
const representations = ['simple', 'simpledetails', 'full'] as const

export const auditsApi = {
  list: {
    method: 'GET',
    path: '/audits',
    summary: 'List audits, newest first',
    permission: 'audit-trail-view',
    query: z.object({
      filterLimit: z.coerce
        .number()
        .int()
        .min(0)
        .max(maxAudits)
        .default(0)
        .describe('0 or absent: the maximum of the server'),
      filterPage: z.coerce.number().int().min(0).max(10_000).default(0),
      filterRepresentation: z
        .enum(representations)
        .catch('simple')
        .default('simple')
        .describe('simple: without participants, objects and message; simpledetails and full: everything'),
      filters: AuditFiltersParameter,
    }),
    exported: {
      columns: [
        '_id',
        'eventIdentification.eventDateTime',
        'eventIdentification.eventID.displayName',
        'eventIdentification.eventTypeCode.displayName',
        'eventIdentification.eventActionCode',
        'eventIdentification.eventOutcomeIndicator',
        'activeParticipant',
        'participantObjectIdentification',
        'auditSourceIdentification.auditSourceID',
      ],
      paging: { limit: 'filterLimit', size: 500, by: 'filterPage' },
    },
    response: z.array(Audit),
  },
  get: {
    method: 'GET',
    path: '/audits/:id',
    summary: 'Show an audit',
    permission: 'audit-trail-view',
    params: byId,
    response: Audit,
  },
  create: {
    method: 'POST',
    path: '/audits',
    summary: 'Add an audit',
    permission: 'audit-trail-manage',
    maxBody: maxBody.configuration,
    body: NewAudit,
    response: Sentence,
    status: 201,
  },
  filterOptions: {
    method: 'GET',
    path: '/audits-filter-options',
    summary: 'List the codes and sources that occur in audits',
    permission: 'audit-trail-view',
    response: FilterOptions,
  },
} as const satisfies Api
