import { Group, NativeSelect, SimpleGrid, Stack, Switch, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../../../lib/api/me.ts'
import { trustedQuery } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { RouteDraft } from '../detail/fields.ts'
import classes from '../sections/sections.module.css'
import { RouteKind } from './kind.tsx'
import { RouteOrder } from './order.tsx'

type Route = RouteDraft['route']
type RouteDetailsProps = {
  draft: RouteDraft
  change: (part: Partial<Route>) => void
  findIssue: (field: string) => string | undefined
}

const detailFields = ['type', 'path', 'pathTransform', 'username', 'password', 'statusCodesCheck', 'cert']

/** The settings that most routes leave as they are. Closed, they say in a line what is set. */
export function RouteDetails({ draft, change, findIssue }: RouteDetailsProps) {
  const t = useMessages('channelForm')
  const [asked, setAsked] = useState(false)
  const summary = useRouteSummary()(draft.route)
  const open = asked || detailFields.some((field) => findIssue(field))
  return (
    <>
      <div className={classes.head}>
        <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={() => setAsked(!asked)}>
          <span className={classes.arrow} data-open={open || undefined}>
            <Icon name="right" size={16} />
          </span>
          <Text span size="sm">
            {t('route.details')}
          </Text>
        </UnstyledButton>
        <Text span size="sm" className={classes.summary} data-set={summary.length > 0 || undefined}>
          {summary.join(' · ') || t('standard')}
        </Text>
      </div>
      {open && <DetailFields draft={draft} change={change} findIssue={findIssue} />}
    </>
  )
}

/** Returns a function that says what is set in the details of a route. */
function useRouteSummary() {
  const t = useMessages('channelForm')
  const kinds = useMessages('channelRoutes')
  return ({ status, type = 'http', primary, path, pathTransform, username, forwardAuthHeader }: Route): string[] =>
    [
      status === 'disabled' && t('route.disabled'),
      !primary && t('route.secondary'),
      type !== 'http' && kinds(type),
      path,
      pathTransform,
      username && t('route.user', { name: username }),
      forwardAuthHeader && t('route.forward'),
    ].flatMap((text) => text || [])
}

function DetailFields({ draft: { route }, change, findIssue }: RouteDetailsProps) {
  const t = useMessages('channels')
  const text = (key: 'path' | 'pathTransform' | 'username', label: string) => (
    <TextInput
      label={label}
      value={route[key] ?? ''}
      error={findIssue(key)}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
    />
  )
  const toggle = (key: 'primary' | 'forwardAuthHeader', label: string) => (
    <Switch
      label={label}
      checked={route[key] ?? false}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
    />
  )
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <RouteKind route={route} change={change} error={findIssue('type')} />
        {text('path', t('path'))}
        {text('pathTransform', t('transform'))}
        {text('username', t('username'))}
        <SecretInput
          label={t('password')}
          autoComplete="new-password"
          value={route.password ?? ''}
          error={findIssue('password')}
          onChange={({ currentTarget }) => change({ password: currentTarget.value })}
        />
        {route.secured && <Trust value={route.cert ?? ''} change={(cert) => change({ cert: cert || null })} />}
      </SimpleGrid>
      <Group>
        <Switch
          label={t('route.enabled')}
          checked={route.status !== 'disabled'}
          onChange={({ currentTarget }) => change({ status: currentTarget.checked ? 'enabled' : 'disabled' })}
        />
        {toggle('primary', t('primary'))}
        {toggle('forwardAuthHeader', t('forward'))}
      </Group>
      <RouteOrder route={route} change={change} error={findIssue('statusCodesCheck')} />
    </Stack>
  )
}

/** Selects the certificate that the upstream must present: one from a public authority, or one that is trusted here. */
function Trust({ value, change }: { value: string; change: (id: string) => void }) {
  const t = useMessages('channels')
  const may = useMay()
  const trusted = useQuery({ ...trustedQuery, enabled: may('certificates-view') }).data ?? []
  const known = trusted.map(({ _id, commonName, fingerprint }) => ({ value: _id, label: commonName ?? fingerprint }))
  const gone = value !== '' && !known.some((one) => one.value === value) ? [{ value, label: value }] : []
  return (
    <NativeSelect
      label={t('trust')}
      value={value}
      data={[{ value: '', label: t('trust.public') }, ...known, ...gone]}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}
