import { Card, Group, NumberInput, PasswordInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useWords } from '../lib/use-words.ts'
import { uuid } from '../lib/uuid.ts'
import { CrossButton, PlusButton } from '../ui/buttons.tsx'
import { Section } from '../ui/page.tsx'
import { type ChannelForm, newRoute, type RouteDraft } from './draft.ts'
import { channelWords } from './words.ts'

export function RoutesSection({ form: { draft, change } }: { form: ChannelForm }) {
  const t = useWords(channelWords)
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
      title={t('route')}
      actions={
        <PlusButton onClick={() => change({ routes: [...draft.routes, newRoute(uuid(), draft.routes.length === 0)] })}>
          {t('route.add')}
        </PlusButton>
      }
    >
      <Stack>
        {draft.routes.map((one) => (
          <RouteCard
            key={one.key}
            draft={one}
            set={set}
            remove={() => change({ routes: draft.routes.filter(({ key }) => key !== one.key) })}
          />
        ))}
      </Stack>
    </Section>
  )
}

type RouteCardProps = { draft: RouteDraft; set: (draft: RouteDraft) => void; remove: () => void }

function RouteCard({ draft, set, remove }: RouteCardProps) {
  const t = useWords(channelWords)
  const { route, port } = draft
  const change = (part: Partial<RouteDraft['route']>) => set({ ...draft, route: { ...route, ...part } })
  const text = (key: 'name' | 'host' | 'path' | 'pathTransform' | 'username', label: string, required = false) => (
    <TextInput
      label={label}
      withAsterisk={required}
      value={route[key] ?? ''}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.value })}
    />
  )
  const toggle = (key: 'primary' | 'secured' | 'forwardAuthHeader', label: string) => (
    <Switch
      label={label}
      checked={route[key] ?? false}
      onChange={({ currentTarget }) => change({ [key]: currentTarget.checked })}
    />
  )
  return (
    <Card withBorder>
      <Group justify="flex-end">
        <CrossButton label={t('route.remove', { name: route.name ?? '' })} onClick={remove} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {text('name', t('route.name'), true)}
        {text('host', t('host'), true)}
        <NumberInput
          label={t('port')}
          withAsterisk
          min={1}
          max={65535}
          allowDecimal={false}
          value={port}
          onChange={(value) => set({ ...draft, port: String(value) })}
        />
        {text('path', t('path'))}
        {text('pathTransform', t('transform'))}
        {text('username', t('username'))}
        <PasswordInput
          label={t('password')}
          autoComplete="new-password"
          value={route.password ?? ''}
          onChange={({ currentTarget }) => change({ password: currentTarget.value })}
        />
      </SimpleGrid>
      <Group mt="md">
        {toggle('primary', t('primary'))}
        {toggle('secured', t('secured'))}
        {toggle('forwardAuthHeader', t('forward'))}
      </Group>
    </Card>
  )
}
