import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import type { metadataApi } from '@mediary/contract/metadata'
import { useState } from 'react'
import type { CallResult } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import type { Entry } from './file.ts'
import { ResultList } from './results.tsx'

type Validated = CallResult<typeof metadataApi.validate>[number]
export type Checked = { entry: Entry; result: Validated }

type ReviewProps = {
  file: string
  checked: readonly Checked[]
  importing: boolean
  start: (entries: Entry[]) => void
}

/** Shows what an import would do, and lets a person choose. A document that exists is replaced only when they say so. */
export function Review({ file, checked, importing, start }: ReviewProps) {
  const t = useMessages('metadata')
  const conflicts = checked.filter(({ result }) => result.status === 'Conflict').map(({ result }) => result)
  const [chosen, setChosen] = useState<ReadonlySet<Validated>>(
    () => new Set(checked.filter(({ result }) => result.status === 'Valid').map(({ result }) => result)),
  )
  const set = (results: readonly Validated[], isChosen: boolean) => {
    const after = new Set(chosen)
    for (const result of results) {
      if (isChosen) after.add(result)
      else after.delete(result)
    }
    setChosen(after)
  }
  const entries = checked.filter(({ result }) => chosen.has(result)).map(({ entry }) => entry)
  const overwrites = conflicts.filter((result) => chosen.has(result)).length
  return (
    <Stack>
      <ResultList
        title={t('checked', { file })}
        results={checked.map(({ result }) => result)}
        choice={(result, name) => (
          <Checkbox
            aria-label={t('choose.record', { name })}
            checked={chosen.has(result)}
            disabled={result.status === 'Error'}
            onChange={({ currentTarget }) => set([result], currentTarget.checked)}
          />
        )}
      />
      {conflicts.length > 0 && (
        <Group>
          <Text>{t('conflicts', { count: conflicts.length })}</Text>
          <Button variant="default" size="xs" onClick={() => set(conflicts, overwrites < conflicts.length)}>
            {overwrites < conflicts.length ? t('conflicts.all') : t('conflicts.none')}
          </Button>
        </Group>
      )}
      <Group>
        <PrimaryButton onClick={() => start(entries)} loading={importing} disabled={entries.length === 0}>
          {t('import.go', { count: entries.length })}
        </PrimaryButton>
      </Group>
    </Stack>
  )
}
