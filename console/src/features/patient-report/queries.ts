import { patientReportApi } from '@mediary/contract/operations/audits/patient-report'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

const pageSize = 100

/** Each look at a report is an audit, so nothing is asked for again by itself. */
export const reportPages = (patient: string) =>
  infiniteQueryOptions({
    queryKey: ['patient-report', patient],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(patientReportApi.list, { query: { patient, limit: pageSize, before: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
  })
