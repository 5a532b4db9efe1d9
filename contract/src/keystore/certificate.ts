import { z } from 'zod'
import { Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** PEM text, or base64 of DER. */
export const Pem = z.string().min(1).max(200_000)
export const Passphrase = z.string().max(1024)
/** A PKCS#12 file (.p12, .pfx) in base64. */
export const Pkcs12 = z.string().min(1).max(400_000)

const attribute = (maxLength: number) => z.string().trim().min(1).max(maxLength).optional()

/** The subject of a new certificate, with its lifetime and key type. OpenHIM's console sends unknown attributes empty. */
export const Subject = z.preprocess(
  (sent) =>
    typeof sent === 'object' && sent !== null
      ? Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '' && value !== null))
      : sent,
  z.object({
    commonName: z.string().trim().min(1).max(64),
    country: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z]{2}$/, because('must-be-country-code'))
      .optional(),
    state: attribute(128),
    locality: attribute(128),
    organization: attribute(64),
    organizationUnit: attribute(64),
    emailAddress: attribute(254),
    days: z.coerce.number().int().min(1).max(3650).default(365),
    keyType: z.enum(['ec', 'rsa']).default('ec').describe('EC P-256, or RSA with 3072 bits'),
  }),
)
export type Subject = z.infer<typeof Subject>

export const Certificate = z.object({
  commonName: z.string().optional(),
  country: z.string().optional(),
  state: z.string().optional(),
  locality: z.string().optional(),
  organization: z.string().optional(),
  organizationUnit: z.string().optional(),
  emailAddress: z.string().optional(),
  subjectAltNames: z.array(z.string()),
  validity: z.object({ start: Timestamp, end: Timestamp }),
  data: z.string().describe('PEM'),
  fingerprint: z.string().describe('SHA-1, as in OpenHIM'),
  fingerprint256: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

/** The columns of a list of certificates. */
export const certificateColumns = [
  '_id',
  'commonName',
  'organization',
  'locality',
  'state',
  'country',
  'subjectAltNames',
  'validity.start',
  'validity.end',
  'fingerprint256',
]
const calendarColumns = ['_id', 'kind', 'name', 'client.clientID', 'state', 'start', 'end', 'daysLeft', 'breaks']
/** The files of the lists of the keystore. */
export const exportedLists = {
  trusted: { columns: certificateColumns },
  identities: { columns: [...certificateColumns, 'channels'] },
  calendar: { rows: 'certificates', columns: calendarColumns },
}
