import { Badge, Button, Stack, Text } from '@mantine/core'
import { type Client, clientsApi } from '@mediary/contract/clients'
import type { TimedRole } from '@mediary/contract/clients/timed-roles'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { CrossButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { GiveRole } from './form.tsx'
import { findNextChange, findState, listLastingRoles } from './rules.ts'

const colours = { early: 'blue.9', active: 'green.9', ended: 'gray.7' } as const

/** The roles of a client: those without an end, and those that it holds, will hold or held for a time. */
export function Roles({ client }: { client: Client }) {
  const t = useMessages('timedRoles')
  const may = useMay()
  const [giving, setGiving] = useState(false)
  const mayChange = may('client-manage-all', client._id)
  const timed = client.timedRoles ?? []
  const lasting = listLastingRoles(client)
  return (
    <Section id="roles" title={t('title')}>
      <Stack gap="xs">
        {lasting.length > 0 && <Text size="sm">{t('lasting', { roles: lasting.join(', ') })}</Text>}
        {timed.length > 0 && <TimedRoles client={client} timed={timed} mayChange={mayChange} />}
        {mayChange && !giving && (
          <div>
            <Button size="xs" variant="default" onClick={() => setGiving(true)}>
              {t('give')}
            </Button>
          </div>
        )}
        {mayChange && giving && <GiveRole client={client} close={() => setGiving(false)} />}
      </Stack>
    </Section>
  )
}

type TimedRolesProps = { client: Client; timed: readonly TimedRole[]; mayChange: boolean }

function TimedRoles({ client, timed, mayChange }: TimedRolesProps) {
  const t = useMessages('timedRoles')
  const clock = useClock()
  const now = useMoment(timed)
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: async (role: string) => {
      // Somebody else may have given another role since the page was loaded.
      const present = await call(clientsApi.get, { params: { id: client._id }, query: {} })
      const kept = (present.timedRoles ?? []).filter((one) => one.role !== role)
      await call(clientsApi.update, { params: { id: client._id }, body: { timedRoles: kept } })
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const show = (time: string | undefined, none: string) => (time ? formatMoment(time, clock, 'without') : none)
  return (
    <>
      <PlainTable label={t('timed')} wide>
        <thead>
          <tr>
            <th scope="col">{t('role')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('from')}</th>
            <th scope="col">{t('until')}</th>
            {mayChange && <th scope="col">{t('actions')}</th>}
          </tr>
        </thead>
        <tbody>
          {timed.map((one) => (
            <tr key={one.role}>
              <th scope="row">{one.role}</th>
              <td>
                <Badge color={colours[findState(one, now)]} tt="none">
                  {t(findState(one, now))}
                </Badge>
              </td>
              <td>{show(one.from, t('from.ever'))}</td>
              <td>{show(one.until, t('until.ever'))}</td>
              {mayChange && (
                <td>
                  <CrossButton
                    label={t('remove', { role: one.role })}
                    disabled={remove.isPending}
                    onClick={() => remove.mutate(one.role)}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <ErrorAlert error={remove.error} />
    </>
  )
}

// A timer cannot wait for longer than 24 days.
const maxWait = 3_600_000

/** Returns the present moment, and again when a role begins or ends. */
function useMoment(timed: readonly TimedRole[]): number {
  const queries = useQueryClient()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const next = findNextChange(timed, now)
    if (next === undefined) return undefined
    const look = () => {
      setNow(Date.now())
      // What the client may reach has changed with its roles.
      void queries.invalidateQueries({ queryKey: ['clients'] })
    }
    const timer = setTimeout(look, Math.min(next - Date.now() + 50, maxWait))
    return () => clearTimeout(timer)
  }, [timed, now, queries])
  return now
}
