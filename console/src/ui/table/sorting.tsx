import { ActionIcon, NativeSelect } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import type { Column } from './column.ts'

/** The order of the rows, where no titles stand above them. */
export function Sorting<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  const t = useMessages('columns')
  const sortable = columns.filter(({ onSort }) => onSort)
  const sorted = sortable.find(({ sort }) => sort)
  if (sortable.length === 0) return null
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={t('sort')}
        value={sorted?.key ?? ''}
        onChange={({ currentTarget: { value } }) => sortable.find(({ key }) => key === value)?.onSort?.()}
        data={sortable.map(({ key, title }) => ({ value: key, label: title }))}
      />
      {sorted && (
        <ActionIcon variant="default" size="md" aria-label={t('reverse')} title={t('reverse')} onClick={sorted.onSort}>
          <span aria-hidden="true">{sorted.sort === 'up' ? '▲' : '▼'}</span>
        </ActionIcon>
      )}
    </>
  )
}
