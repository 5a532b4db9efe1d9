import { listKeys } from '@mediary/contract/api/records'

/** The settings in each section of the form that opens by itself, in the order of the page. */
export const sectionFields = {
  general: ['description', 'status', 'priority', 'timeout'],
  intake: ['type', 'tcpHost', 'tcpPort', 'tcpProxyProtocol', 'pollingSchedule'],
  matching: [
    'methods',
    'matchContentTypes',
    'matchContentRegex',
    'matchContentXpath',
    'matchContentJson',
    'matchContentValue',
  ],
  addresses: ['whitelist', 'corsOrigins', 'corsHeaders', 'corsCredentials'],
  limits: ['limits'],
  answers: ['compressResponses', 'isAsynchronousProcess', 'rewriteUrls', 'addAutoRewriteRules', 'rewriteUrlsConfig'],
  data: [
    'requestBody',
    'responseBody',
    'sealBodies',
    'demandBodyReason',
    'maxBodyAgeDays',
    'maxRecordAgeDays',
    'maxBodyBytes',
    'whenTooLarge',
    'whenUnrecordable',
  ],
  'search-keys': ['searchKeys'],
  retry: ['autoRetryEnabled', 'autoRetryPeriodMinutes', 'autoRetryMaxAttempts', 'autoRetryServerErrors'],
  alerts: ['alerts'],
  properties: ['properties'],
} as const

export type FormSection = keyof typeof sectionFields
export const formSections = listKeys<FormSection>(sectionFields)

/** The places of the form that a link may lead to. The first three are always open. */
export const formPlaces = ['basics', 'routes', 'access', ...formSections] as const
export type FormPlace = (typeof formPlaces)[number]

/** Returns the place of the form that the fragment of an address names. */
export const findPlace = (fragment: string): FormPlace | undefined => formPlaces.find((place) => place === fragment)
