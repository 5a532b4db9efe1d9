import { parseDocument } from '@mediary/contract/api/parse-document'
import { Id } from '@mediary/contract/api/shapes'
import { NewTokenIssuer } from '@mediary/contract/clients/issuers'
import { z } from 'zod'
import type { ConfigurationKind } from '../../configuration/index.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { settingHistory } from '../history.ts'
import { refuseUnusable } from './issuer.ts'
import { issuerPrefix, parseIssuer } from './store.ts'

const SettingRow = z.object({ name: z.string(), value: z.string() })

// The address may be a reference, so it is checked when it is known.
const IssuerDocument = z.object({
  ...NewTokenIssuer.shape,
  jwksUri: z.string().min(1).max(2000).optional(),
  _id: Id.optional(),
})

/** Describes the issuers of JSON Web Tokens that administrators added to the configuration as code. */
export const issuerConfiguration = ({ open, seal }: Secrets): ConfigurationKind => ({
  name: 'token-issuers',
  history: settingHistory,
  isConfigured: (row) => `${row.name}`.startsWith(issuerPrefix),
  idPrefix: issuerPrefix,
  schema: IssuerDocument,
  getName: (document) => `${document.issuer}`,
  read({ settings = [] }) {
    const [row] = settings.map((one) => SettingRow.parse(one))
    if (!row) return {}
    const { sealedSecret, ...issuer } = parseIssuer(row.value)
    const secret = sealedSecret !== undefined && { secret: open(sealedSecret) }
    return { _id: row.name.slice(issuerPrefix.length), ...issuer, ...secret }
  },
  write(document) {
    const { _id = '', secret, ...issuer } = IssuerDocument.parse(document)
    const stored = { ...issuer, ...(secret !== undefined && { sealedSecret: seal(secret) }) }
    return { settings: [{ name: issuerPrefix + _id, value: JSON.stringify(stored) }] }
  },
  mapSecrets: ({ secret, jwksUri, ...document }, visit) => ({
    ...document,
    ...(typeof secret === 'string' && { secret: visit(secret, { path: 'secret', type: 'sealed' }) }),
    ...(typeof jwksUri === 'string' && {
      jwksUri: holdsSecret(jwksUri) ? visit(jwksUri, { path: 'jwksUri', type: 'sealed' }) : jwksUri,
    }),
  }),
  findIssues({ _id, ...document }) {
    const { data, issues = [] } = parseDocument(NewTokenIssuer, document)
    if (data) refuseUnusable(data, { hasSecret: false })
    return issues
  },
})

/** An address may hold a password, also in its query. What is no address is a reference. */
function holdsSecret(address: string) {
  const url = URL.parse(address)
  return url?.username !== '' || url.password !== '' || url.search !== ''
}
