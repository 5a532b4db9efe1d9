import { useQuery } from '@tanstack/react-query'
import type { Alerts } from '../../../ui/alerts.tsx'
import { EnrolDialog } from '../enrolment/enrol-dialog.tsx'
import { Enrolments } from '../enrolment/enrolments.tsx'
import { authoritiesQuery } from '../queries.ts'
import type { CertificatesSearch, SetSearch } from '../search.ts'
import { Authorities } from './authorities.tsx'
import { IssueDialog } from './issue-dialog.tsx'
import { Issued } from './issued.tsx'
import { RevocationLists } from './revocation-lists.tsx'

type AuthorityTabProps = { alerts: Alerts; search: CertificatesSearch; open: SetSearch }

/** The built-in authority: its certificates, enrolment codes, issued certificates and revocation lists. */
export function AuthorityTab({ alerts, search, open }: AuthorityTabProps) {
  const authorities = useQuery(authoritiesQuery)
  const mayMake = (authorities.data?.length ?? 0) > 0
  const close = () => open({ open: undefined })
  return (
    <>
      <Authorities open={open} />
      <Enrolments alerts={alerts} leaving={search.delete} mayMake={mayMake} open={open} />
      <Issued alerts={alerts} search={search} mayMake={mayMake} open={open} />
      <RevocationLists alerts={alerts} leaving={search.delete} mayDownload={mayMake} open={open} />
      {search.open === 'enrol' && <EnrolDialog client={search.client} close={close} />}
      {search.open === 'issue' && <IssueDialog client={search.client} close={close} />}
    </>
  )
}
