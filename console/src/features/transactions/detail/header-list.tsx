import { Table } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'

export function HeaderList({ headers }: { headers: Record<string, string | string[]> | undefined }) {
  const t = useMessages('transactions')
  const entries = Object.entries(headers ?? {})
  if (entries.length === 0) return null
  return (
    <details>
      <summary>{t('headers', { count: entries.length })}</summary>
      <Table verticalSpacing={4} fz="sm" layout="fixed" mt="xs">
        <Table.Tbody>
          {entries.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w="35%">
                {name}
              </Table.Th>
              <Table.Td ff="monospace">{[value].flat().join(', ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  )
}
