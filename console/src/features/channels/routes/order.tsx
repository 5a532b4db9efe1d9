import { SimpleGrid, Switch, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { RouteDraft } from '../detail/fields.ts'

type RouteOrderProps = {
  route: RouteDraft['route']
  change: (part: Partial<RouteDraft['route']>) => void
  error: string | undefined
}

/** Selects when a secondary route is called. The client never waits for it. */
export function RouteOrder({ route, change, error }: RouteOrderProps) {
  const t = useMessages('channelRoutes')
  if (route.primary) return null
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} mt="md">
      <Switch
        label={t('wait')}
        description={t('wait.why')}
        checked={route.waitPrimaryResponse ?? false}
        onChange={({ currentTarget }) => change({ waitPrimaryResponse: currentTarget.checked })}
      />
      {route.waitPrimaryResponse && (
        <TextInput
          label={t('codes')}
          placeholder="2**, 404"
          value={route.statusCodesCheck ?? ''}
          error={error}
          onChange={({ currentTarget }) => change({ statusCodesCheck: currentTarget.value || null })}
        />
      )}
    </SimpleGrid>
  )
}
