import { Alert, Card, Group, NumberInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton, PlusButton } from '../../../ui/buttons.tsx'
import { newRoute, type RouteDraft } from '../detail/fields.ts'
import type { ChannelForm } from '../detail/form.ts'
import { OpenPart } from '../sections/form-section.tsx'
import { TestConnection } from './connection.tsx'
import { RouteDetails } from './details.tsx'
import { HostField } from './host.tsx'
import { RouteWarning } from './warning.tsx'

export function RoutesSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const set = (changed: RouteDraft) =>
    change({
      routes: draft.routes.map((one) => {
        if (one.key === changed.key) return changed
        // Only one answer can go to the client, so the new primary route replaces the old one.
        return changed.route.primary ? { ...one, route: { ...one.route, primary: false } } : one
      }),
    })
  return (
    <OpenPart
      place="routes"
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
      </Stack>
    </OpenPart>
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
  return (
    <Card withBorder>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} style={{ flex: 1 }}>
          <TextInput
            label={t('route.name')}
            withAsterisk
            value={route.name ?? ''}
            error={findIssue('name')}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
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
        </SimpleGrid>
        <CrossButton label={t('route.remove', { name: route.name ?? '' })} onClick={remove} />
      </Group>
      <RouteWarning draft={draft} />
      <Group mt="sm" gap="lg">
        <Switch
          label={t('secured')}
          checked={route.secured ?? false}
          onChange={({ currentTarget }) => change({ secured: currentTarget.checked })}
        />
        <TestConnection draft={draft} />
      </Group>
      <RouteDetails draft={draft} change={change} findIssue={findIssue} />
    </Card>
  )
}
