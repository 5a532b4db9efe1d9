import { Badge, Button, Card, Group, Text } from '@mantine/core'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Differences } from './differences.tsx'
import { findPlace } from './places.ts'
import { useMayUndo } from './queries.ts'
import { describeEntry } from './rules.ts'

const colours = { created: 'green.9', changed: 'blue.9', removed: 'red.9' } as const

type EntryProps = { entry: HistoryEntry; undo: (id: string) => void }

/** A change: what was changed, by whom, when, and what differs since. */
export function Entry({ entry, undo }: EntryProps) {
  const t = useMessages('history')
  const mayUndo = useMayUndo()
  const { _id, object, name, action, secretsChanged, incomplete, undone, undoOf, together } = entry
  return (
    <Card withBorder padding="sm" component="article" aria-label={`${t(object)} ${name}, ${t(action)}`}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Group gap="xs">
          <Text size="sm">{t(object)}</Text>
          <ObjectName thing={entry} />
          <Badge color={colours[action]} tt="none">
            {t(action)}
          </Badge>
          {undone && (
            <Badge color="gray.7" tt="none">
              {t('undone')}
            </Badge>
          )}
          {undoOf && (
            <Badge color="gray.7" tt="none">
              {t('is-undo')}
            </Badge>
          )}
        </Group>
        {mayUndo(entry) && !undone && !incomplete && (
          <Button size="xs" variant="default" aria-label={t('undo.label', { name })} onClick={() => undo(_id)}>
            {t('undo')}
          </Button>
        )}
      </Group>
      <Made entry={entry} />
      {incomplete ? <Text size="sm">{t('incomplete')}</Text> : <Fields entry={entry} />}
      {secretsChanged && <Text size="sm">{t('secret')}</Text>}
      {together.length > 0 && (
        <Group gap="xs" mt={4}>
          <Text size="sm" c="dimmed">
            {t('together')}
          </Text>
          {together.map((other) => (
            <Text size="sm" component="span" key={other._id}>
              {t(other.object)} <ObjectName thing={other} />
            </Text>
          ))}
        </Group>
      )}
    </Card>
  )
}

/** The name of an object, as a link where it has a page. An object that is gone is still found by its history. */
export function ObjectName({
  thing,
}: {
  thing: Pick<HistoryEntry, 'object' | 'objectId' | 'name'> & { action?: string }
}) {
  const place = findPlace(thing)
  if (!place || thing.action === 'removed')
    return (
      <Text component="span" fw={600} size="sm">
        {thing.name}
      </Text>
    )
  return <AddressLink to={place}>{thing.name}</AddressLink>
}

function Made({ entry: { by, at, from } }: { entry: HistoryEntry }) {
  const t = useMessages('history')
  const clock = useClock()
  const parts = [
    by?.name ?? t('nobody'),
    formatDistance(at, Date.now(), clock.language),
    formatMoment(at, clock),
    ...(from ? [t('from', { address: from })] : []),
  ]
  return (
    <Text size="sm" c="dimmed" mb={4}>
      {parts.join(' · ')}
    </Text>
  )
}

/** The differences of a change. The fields of a new or a former object are folded. */
function Fields({ entry }: { entry: HistoryEntry }) {
  const t = useMessages('history')
  const differences = describeEntry(entry)
  if (differences.length === 0) return entry.secretsChanged ? null : <Text size="sm">{t('same')}</Text>
  if (entry.action === 'changed') return <Differences differences={differences} />
  return (
    <details>
      <Text component="summary" size="sm">
        {t('fields')}
      </Text>
      <Differences differences={differences} />
    </details>
  )
}
