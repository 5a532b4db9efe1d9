import type { CertificatesSearch } from '../../app/search.ts'

/** Changes what stands in the address: which part of the page is shown, and which question is open. */
export type Opening = (part: { [key in keyof CertificatesSearch]?: CertificatesSearch[key] | undefined }) => void
