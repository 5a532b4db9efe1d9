import { Alert, Badge, Code, Group, Stack, Table, Text } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { FhirSummary, Formatted } from './format.ts'
import type { Hl7Segment } from './hl7.ts'
import { Marked } from './marked.tsx'

/** Shows a formatted body. */
export function Readable({ formatted, find }: { formatted: Formatted; find: string }) {
  if (formatted.kind === 'hl7') return <Hl7 segments={formatted.segments} find={find} />
  return (
    <Stack gap="xs">
      {formatted.kind === 'fhir' && <Resource resource={formatted.resource} />}
      <Code block>
        <Marked text={formatted.text} find={find} />
      </Code>
    </Stack>
  )
}

function Resource({ resource: { type, id, narrative, entries } }: { resource: FhirSummary }) {
  const t = useMessages('transactions')
  return (
    <Alert color="green" variant="light" title={`FHIR ${type}${id ? `/${id}` : ''}`}>
      {narrative}
      {entries !== undefined && <Text size="sm">{t('fhir.entries', { count: entries })}</Text>}
    </Alert>
  )
}

/** Shows each segment with its fields, numbered as in the standard. */
function Hl7({ segments, find }: { segments: readonly Hl7Segment[]; find: string }) {
  return (
    <Stack gap="xs">
      {segments.map(({ name, fields }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change, and a segment may come twice
        <Group key={index} align="flex-start" gap="sm" wrap="nowrap">
          <Badge color="gray.7" miw={52} mt={6}>
            {name}
          </Badge>
          <Table withRowBorders={false} verticalSpacing={2} fz="sm">
            <Table.Tbody>
              {fields.map(({ place, value }) => (
                <Table.Tr key={place}>
                  <Table.Th scope="row" fw={400} w={76} c="dimmed">
                    {place}
                  </Table.Th>
                  <Table.Td ff="monospace">
                    <Marked text={value} find={find} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Group>
      ))}
    </Stack>
  )
}
