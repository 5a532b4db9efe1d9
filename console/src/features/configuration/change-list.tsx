import { Badge, Code, Group, Stack, Text } from '@mantine/core'
import type { Change, Difference } from '@mediary/contract/configuration'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PlainTable } from '../../ui/plain-table.tsx'

type ShownChange = Omit<Change, 'document'>

const actions = ['create', 'change', 'remove'] as const
const colours = { create: 'green.9', change: 'blue.9', remove: 'red.9' } as const
const maxShown = 500
const maxLength = 200

/** The changes of a plan, or the drift: how many of each action, then each with the fields that differ. */
export function ChangeList({ label, changes }: { label: string; changes: readonly ShownChange[] }) {
  const t = useMessages('configuration')
  const { language } = useClock()
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {actions.map((action) => {
          const count = changes.filter((change) => change.action === action).length
          return (
            <Badge key={action} color={colours[action]} tt="none">
              {`${t(action)}: ${formatCount(count, language)}`}
            </Badge>
          )
        })}
      </Group>
      <PlainTable label={label} wide>
        <thead>
          <tr>
            <th scope="col">{t('action')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('object')}</th>
            <th scope="col">{t('differences')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, maxShown).map((change) => (
            <Row key={`${change.kind} ${change.id}`} change={change} />
          ))}
        </tbody>
      </PlainTable>
      {changes.length > maxShown && <Text c="dimmed">{t('more', { count: changes.length - maxShown })}</Text>}
    </Stack>
  )
}

function Row({ change: { action, kind, name, differences } }: { change: ShownChange }) {
  const t = useMessages('configuration')
  return (
    <tr>
      <td>
        <Badge color={colours[action]} tt="none" miw="max-content">
          {t(action)}
        </Badge>
      </td>
      <td>{t(`kinds.${kind}`)}</td>
      <td style={{ overflowWrap: 'anywhere' }}>{name}</td>
      <td style={{ overflowWrap: 'anywhere' }}>
        {differences.map((difference) => (
          <Line key={`${difference.op} ${difference.path}`} difference={difference} />
        ))}
      </td>
    </tr>
  )
}

/** One field: what it is, and what it becomes. */
function Line({ difference: { op, path, from, value } }: { difference: Difference }) {
  const t = useMessages('configuration')
  const field = path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('/', ' › ')
  return (
    <Text size="sm" component="div">
      <Code>{field}</Code> {op === 'remove' && t('taken', { value: toText(from) })}
      {op === 'add' && t('added', { value: toText(value) })}
      {op === 'replace' && (
        <>
          <s>{toText(from)}</s> → {toText(value)}
        </>
      )}
    </Text>
  )
}

function toText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
}
