import { Alert, Card, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { trustedQuery } from '../../../lib/api/queries.ts'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton, PlusButton } from '../../../ui/buttons.tsx'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { Section } from '../../../ui/page.tsx'
import { newRoute, type RouteDraft } from '../detail/fields.ts'
import type { ChannelForm } from '../detail/form.ts'
import { TestConnection } from './connection.tsx'
import { HostField } from './host.tsx'
import { RouteKind } from './kind.tsx'
import { RouteOrder } from './order.tsx'
import { RouteWarning } from './warning.tsx'

export function RoutesSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const routes = useMessages('channelRoutes')
  const set = (changed: RouteDraft) =>
    change({
      routes: draft.routes.map((one) => {
        if (one.key === changed.key) return changed
        // Only one answer can go to the client, so the new primary route replaces the old one.
        return changed.route.primary ? { ...one, route: { ...one.route, primary: false } } : one
      }),
    })
  return (
    <Section
      id="routes"
      title={t('routes')}
      actions={
        <PlusButton
          onClick={() => change({ routes: [...draft.routes, newRoute(newUuid(), draft.routes.length === 0)] })}
        >
          {t('route.add')}
        </PlusButton>
      }
    >
      <Stack>
        {findIssue('routes') && (
          <Alert color="red" role="alert">
            {findIssue('routes')}
          </Alert>
        )}
        {draft.routes.map((one, index) => (
          <RouteCard
            key={one.key}
            draft={one}
            set={set}
            findIssue={(field) => findIssue(`routes.${index}.${field}`)}
            remove={() => change({ routes: draft.routes.filter(({ key }) => key !== one.key) })}
          />
        ))}
        {draft.type === 'http' && (
          <Switch
            label={routes('compress')}
            description={routes('compress.why')}
            checked={draft.compressResponses}
            onChange={({ currentTarget }) => change({ compressResponses: currentTarget.checked })}
          />
        )}
        <Switch
          label={routes('asynchronous')}
          checked={draft.isAsynchronousProcess}
          onChange={({ currentTarget }) => change({ isAsynchronousProcess: currentTarget.checked })}
        />
      </Stack>
    </Section>
  )
}

type RouteCardProps = {
  draft: RouteDraft
  set: (draft: RouteDraft) => void
  findIssue: (field: string) => string | undefined
  remove: () => void
}

function RouteCard({ draft, set, findIssue, remove }: RouteCardProps) {
  const t = useMessages('channels')
  const { route, port } = draft
  const change = (part: Partial<RouteDraft['route']>) => set({ ...draft, route: { ...route, ...part } })
  const text = (key: 'name' | 'path' | 'pathTransform' | 'username', label: string, required = false) => (
    <TextInput
      label={label}
      withAsterisk={required}
      value={route[key] ?? ''}
      error={findIssue(key)}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
    />
  )
  return (
    <Card withBorder>
      <Group justify="space-between">
        <Switch
          label={t('route.enabled')}
          checked={route.status !== 'disabled'}
          onChange={({ currentTarget }) => change({ status: currentTarget.checked ? 'enabled' : 'disabled' })}
        />
        <CrossButton label={t('route.remove', { name: route.name ?? '' })} onClick={remove} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {text('name', t('route.name'), true)}
        <RouteKind route={route} change={change} error={findIssue('type')} />
        <HostField draft={draft} set={set} error={findIssue('host')} />
        <NumberInput
          label={t('port')}
          withAsterisk
          min={1}
          max={65535}
          allowDecimal={false}
          value={port}
          error={findIssue('port')}
          onChange={(value) => set({ ...draft, port: String(value) })}
        />
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
      </SimpleGrid>
      <RouteSwitches route={route} change={change} />
      <RouteOrder route={route} change={change} error={findIssue('statusCodesCheck')} />
      {route.secured && <Trust value={route.cert ?? ''} change={(cert) => change({ cert: cert || null })} />}
      <RouteWarning draft={draft} />
      <TestConnection draft={draft} />
    </Card>
  )
}

type RouteSwitchesProps = { route: RouteDraft['route']; change: (part: Partial<RouteDraft['route']>) => void }

function RouteSwitches({ route, change }: RouteSwitchesProps) {
  const t = useMessages('channels')
  const toggle = (key: 'primary' | 'secured' | 'forwardAuthHeader', label: string) => (
    <Switch
      label={label}
      checked={route[key] ?? false}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
    />
  )
  return (
    <Group mt="md">
      {toggle('primary', t('primary'))}
      {toggle('secured', t('secured'))}
      {toggle('forwardAuthHeader', t('forward'))}
    </Group>
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
      mt="md"
      label={t('trust')}
      value={value}
      data={[{ value: '', label: t('trust.public') }, ...known, ...gone]}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}
