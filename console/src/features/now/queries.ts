import { refusalsApi } from '@mediary/contract/operations/refusals'
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { useMay, useMayAny } from '../../lib/api/me.ts'
import { useChannels, useClients } from '../../lib/api/queries.ts'
import { calendarQuery } from '../certificates/queries.ts'
import { useRoutesHealth } from '../health/queries.ts'
import { mediatorsQuery } from '../mediators/queries.ts'
import { usageQuery } from '../retention/queries.ts'
import { silenceQuery } from '../silence/queries.ts'
import { tasksQuery } from '../tasks/queries.ts'
import { findProblems, type Known, type Problem, refusalsPeriod } from './problems.ts'

const minute = 60_000
const maxGroups = 10

const toRefusalsStart = (now: number) => new Date(Math.floor((now - refusalsPeriod) / minute) * minute).toISOString()

const recentRefusalsQuery = queryOptions({
  queryKey: ['refusals', 'now'],
  meta: keptAnswer,
  refetchInterval: minute,
  queryFn: ({ signal }) =>
    call(refusalsApi.top, { query: { limit: maxGroups, since: toRefusalsStart(Date.now()) } }, { signal }),
})

/** Returns the current time, which advances every minute. */
function useNow() {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute)
    return () => clearInterval(timer)
  }, [])
  return now
}

type Problems = {
  problems: Problem[]
  /** False while a part is still loading. */
  complete: boolean
  error: Error | null
  since: string
  retry: () => void
}

/** Returns the problems of what the user may see. */
export function useProblems(): Problems {
  const may = useMay()
  const mayAny = useMayAny()
  const now = useNow()
  const since = toRefusalsStart(now)
  const routes = useRoutesHealth()
  const channels = useChannels()
  const clients = useClients()
  const refusals = useQuery({ ...recentRefusalsQuery, enabled: mayAny('transaction-view-all') })
  const [certificates, mediators, tasks, usage, silence] = useQueries({
    queries: [
      { ...calendarQuery, enabled: may('certificates-view') },
      { ...mediatorsQuery, enabled: mayAny('mediator-view-all') },
      { ...tasksQuery({ status: 'Paused' }), enabled: mayAny('transaction-rerun-all') },
      { ...usageQuery, enabled: may('channel-view-all') },
      { ...silenceQuery, enabled: mayAny('client-view-all') },
    ],
  })
  const parts = [routes, channels, clients, refusals, certificates, mediators, tasks, usage, silence]
  const known: Known = {
    routes: routes.data,
    channels: channels.data,
    clients: clients.data,
    silence: silence.data,
    refusals: refusals.data,
    certificates: certificates.data?.certificates,
    mediators: mediators.data,
    tasks: tasks.data,
    disk: usage.data?.disk,
  }
  return {
    problems: findProblems(known, now),
    complete: parts.every(({ isLoading }) => !isLoading),
    error: parts.find(({ error }) => error)?.error ?? null,
    since,
    retry: () => {
      for (const part of parts) if (part.error) void part.refetch()
    },
  }
}
