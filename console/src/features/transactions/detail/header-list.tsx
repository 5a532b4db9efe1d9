import { Alert, Table } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'

type HeaderListProps = { headers: Record<string, string | string[]> | undefined; damaged: boolean | undefined }

export function HeaderList({ headers, damaged }: HeaderListProps) {
  const t = useMessages('transactions')
  const entries = Object.entries(headers ?? {})
  if (damaged) return <Alert color="red">{t('headers.damaged')}</Alert>
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
