import { Button, Group, Text } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useCallback, useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Column } from '../../../ui/table/column.ts'
import { useMayRerun } from './permission.ts'
import { Tick } from './tick.tsx'

type Selection = ReturnType<typeof useSelection>

/** The ticked transactions, among those that the user may rerun. */
export function useSelection(rows: readonly Transaction[]) {
  const mayRerun = useMayRerun()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const can = useCallback(({ canRerun, channelID }: Transaction) => canRerun && mayRerun(channelID), [mayRerun])
  const open = rows.filter(can).map(({ _id }) => _id)
  const shown = open.filter((id) => ticked.has(id))
  return {
    can,
    // Includes those that newer transactions have pushed off the page.
    chosen: [...ticked],
    all: open.length > 0 && shown.length === open.length,
    some: shown.length > 0 && shown.length < open.length,
    any: open.length > 0,
    has: useCallback((id: string) => ticked.has(id), [ticked]),
    tick: useCallback(
      (id: string, is: boolean) =>
        setTicked((before) => new Set(is ? [...before, id] : [...before].filter((other) => other !== id))),
      [],
    ),
    tickAll: (is: boolean) =>
      setTicked((before) => new Set(is ? [...before, ...open] : [...before].filter((id) => !open.includes(id)))),
    clear: () => setTicked(new Set()),
  }
}

/** Returns a column of checkboxes, with one in its head that ticks all shown rows. */
export function useSelectColumn(selection: Selection): Column<Transaction> {
  const t = useMessages('rerun')
  const { can, has, tick } = selection
  const cell = useCallback(
    (row: Transaction) => (
      <Tick
        aria-label={t('select.one', { what: `${row.request.method} ${row.request.path}` })}
        checked={has(row._id)}
        disabled={!can(row)}
        title={can(row) ? undefined : t('select.not')}
        onChange={({ currentTarget }) => tick(row._id, currentTarget.checked)}
      />
    ),
    [t, can, has, tick],
  )
  return {
    key: 'select',
    title: t('select'),
    width: 48,
    fixed: true,
    head: (
      <Tick
        aria-label={t('select.all')}
        checked={selection.all}
        indeterminate={selection.some}
        disabled={!selection.any}
        onChange={({ currentTarget }) => selection.tickAll(currentTarget.checked)}
      />
    ),
    cell,
  }
}

type RerunBarProps = { chosen: number; clear: () => void; ask: (what: 'selected' | 'matching') => void }

/** Buttons that rerun the ticked transactions, or all that match the filters. */
export function RerunBar({ chosen, clear, ask }: RerunBarProps) {
  const t = useMessages('rerun')
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" disabled={chosen === 0} onClick={() => ask('selected')}>
        {t('rerun.selected')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => ask('matching')}>
        {t('rerun.matching')}
      </Button>
      <Text size="sm" c="dimmed" aria-live="polite">
        {chosen > 0 && t('selected', { count: chosen })}
      </Text>
      {chosen > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={clear}>
          {t('select.none')}
        </Button>
      )}
    </Group>
  )
}
