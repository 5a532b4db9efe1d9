import { Alert, Stack } from '@mantine/core'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Entry } from './entry.tsx'
import { UndoDialog } from './undo.tsx'

/** Changes with what undoes each. */
export function EntryList({ entries }: { entries: readonly HistoryEntry[] }) {
  const t = useMessages('history')
  const [undoing, setUndoing] = useState<HistoryEntry>()
  const [done, setDone] = useState<string>()
  return (
    <>
      {done !== undefined && (
        <Alert color="green" role="status" mb="xs">
          {t('undo.done', { name: done })}
        </Alert>
      )}
      <Stack gap="xs" mb="xs">
        {entries.map((entry) => (
          <Entry key={entry._id} entry={entry} undo={() => setUndoing(entry)} />
        ))}
      </Stack>
      {undoing && (
        <UndoDialog
          key={undoing._id}
          entry={undoing}
          undone={() => setDone(undoing.name)}
          close={() => setUndoing(undefined)}
        />
      )}
    </>
  )
}
