import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { type MetadataDocument, metadataApi } from '@mediary/contract/metadata'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { download } from '../../lib/download.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Section } from '../../ui/page.tsx'
import { type Entry, nameRecord, toBody } from './file.ts'
import { useModelName } from './model-name.ts'

type Collection = { model: string; records: readonly MetadataDocument[] }

// What a person chose must not change below their hands.
const exportQuery = {
  queryKey: ['metadata'],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  queryFn: () => call(metadataApi.export, {}),
}

const toKey = (model: string, index: number) => `${model} ${index}`

/** Lets a person choose collections and single documents, and downloads them as a file. */
export function ExportSection() {
  const t = useMessages('metadata')
  const exported = useQuery(exportQuery)
  const collections = Object.entries(exported.data?.[0] ?? {})
    .map(([model, records]) => ({ model, records }))
    .filter(({ records }) => records.length > 0)
  return (
    <Section id="export" title={t('export')} intro={t('export.intro')}>
      {exported.isPending && <Loading />}
      {exported.isError && <Failure error={exported.error} retry={() => void exported.refetch()} />}
      {exported.data && <Choice collections={collections} />}
    </Section>
  )
}

function Choice({ collections }: { collections: readonly Collection[] }) {
  const t = useMessages('metadata')
  const { language } = useClock()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const set = (keys: readonly string[], chosen: boolean) =>
    setLeft((before) => {
      const after = new Set(before)
      for (const key of keys) {
        if (chosen) after.delete(key)
        else after.add(key)
      }
      return after
    })
  const entries: Entry[] = collections.flatMap(({ model, records }) =>
    records.flatMap((record, index) => (left.has(toKey(model, index)) ? [] : [{ model, record }])),
  )
  const save = () => {
    const day = new Date().toISOString().slice(0, 10)
    download(`mediary-metadata-${day}.json`, `${JSON.stringify([toBody(entries)], undefined, 2)}\n`)
  }
  return (
    <Stack gap="xs" maw={900}>
      {collections.map((collection) => (
        <CollectionChoice key={collection.model} collection={collection} left={left} set={set} />
      ))}
      <Group mt="sm">
        <PrimaryButton onClick={save} leftSection={<Icon name="download" size={16} />} disabled={entries.length === 0}>
          {t('download', { count: formatCount(entries.length, language) })}
        </PrimaryButton>
      </Group>
    </Stack>
  )
}

type CollectionChoiceProps = {
  collection: Collection
  left: ReadonlySet<string>
  set: (keys: readonly string[], chosen: boolean) => void
}

function CollectionChoice({ collection: { model, records }, left, set }: CollectionChoiceProps) {
  const t = useMessages('metadata')
  const [open, setOpen] = useState(false)
  const keys = records.map((_, index) => toKey(model, index))
  const chosen = keys.filter((key) => !left.has(key)).length
  const title = useModelName()(model)
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Checkbox
          label={title}
          description={t('chosen', { chosen, all: records.length })}
          checked={chosen === records.length}
          indeterminate={chosen > 0 && chosen < records.length}
          onChange={({ currentTarget }) => set(keys, currentTarget.checked)}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={open}
          aria-label={t('choose.of', { name: title })}
          onClick={() => setOpen(!open)}
        >
          {t('choose')}
        </Button>
      </Group>
      {open && (
        <Group gap="xs" pl={32} py="xs" mah={260} style={{ overflowY: 'auto' }} role="group" aria-label={title}>
          {records.map((record, index) => {
            const key = toKey(model, index)
            return (
              <Checkbox
                key={key}
                size="xs"
                w="100%"
                label={nameRecord(record) || <Text span size="xs">{`${index + 1}`}</Text>}
                checked={!left.has(key)}
                onChange={({ currentTarget }) => set([key], currentTarget.checked)}
              />
            )
          })}
        </Group>
      )}
    </div>
  )
}
