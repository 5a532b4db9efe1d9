import { Text } from '@mantine/core'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDay } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

type Use = { _id: string; requests: number; lastUsed: string | null }
type UseTableProps<U extends Use> = {
  label: string
  head: string
  rows: readonly U[]
  getName: (row: U) => string
  getAddress: (row: U) => string
  /** How many there are in all. Those that the person may not see, and those beyond the first hundred, are not listed. */
  total: number
}

/** Channels or clients with their requests. Those without any come first. */
export function UseTable<U extends Use>({ label, head, rows, getName, getAddress, total }: UseTableProps<U>) {
  const t = useMessages('usage')
  const { language } = useClock()
  return (
    <>
      {rows.length > 0 && (
        <PlainTable label={label} wide>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">{t('requests')}</th>
              <th scope="col">{t('last-used')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row._id}>
                <th scope="row">
                  <AddressLink to={getAddress(row)}>{getName(row)}</AddressLink>
                </th>
                <td>{formatCount(row.requests, language)}</td>
                <td>{row.lastUsed === null ? t('unused') : formatDay(row.lastUsed, language)}</td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      {total > rows.length && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('others', { count: formatCount(total - rows.length, language) })}
        </Text>
      )}
    </>
  )
}
