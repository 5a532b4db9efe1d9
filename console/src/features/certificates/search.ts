import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const certificateViews = ['keystore', 'clients', 'upstreams', 'calendar'] as const

export const CertificatesSearch = addressSchema({
  view: choiceParameter(certificateViews),
  /** What is being made or uploaded. */
  open: choiceParameter(['server', 'make-server', 'make-client', 'authority', 'enrol', 'issue', 'upstream']),
  /** Id of the client whose certificates are shown. */
  client: textParameter,
  /** Id of the certificate for upstreams that is being renewed. */
  edit: textParameter,
  /** Id of the certificate, code or list that is about to be deleted. */
  delete: textParameter,
  revoke: textParameter,
})
export type CertificatesSearch = AddressOf<typeof CertificatesSearch>

/** Changes parameters of the address: which part of the page is shown, and which dialog is open. */
export type SetSearch = (part: { [key in keyof CertificatesSearch]?: CertificatesSearch[key] | undefined }) => void
