import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const certificateViews = ['keystore', 'clients', 'upstreams', 'calendar'] as const

export const CertificatesSearch = z.object({
  view: choiceParameter(certificateViews),
  open: choiceParameter(['server', 'make-server', 'make-client', 'authority', 'enrol', 'issue', 'upstream']).describe(
    'what is being made or uploaded',
  ),
  client: textParameter.describe('id of the client whose certificates are shown'),
  edit: textParameter.describe('id of the certificate for upstreams that is being renewed'),
  delete: textParameter.describe('id of the certificate, code or list that is about to be deleted'),
  revoke: textParameter,
})
export type CertificatesSearch = z.infer<typeof CertificatesSearch>

/** Changes parameters of the address: which part of the page is shown, and which dialog is open. */
export type SetSearch = (part: { [key in keyof CertificatesSearch]?: CertificatesSearch[key] | undefined }) => void
