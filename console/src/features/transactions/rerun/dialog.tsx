import { Checkbox, NativeSelect, SimpleGrid, Stack, Switch } from '@mantine/core'
import { type RerunPreview, tasksApi } from '@mediary/contract/operations/tasks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useChannels } from '../../../lib/api/queries.ts'
import { createResource } from '../../../lib/api/responses.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../../ui/dialog.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { type PaceDraft, PaceFields, parsePaceNumber } from './pace-fields.tsx'
import { Preview } from './preview.tsx'

/** The ticked transactions, or all that match the filters of the list. */
type Wanted = { tids: string[] } | { filters: Record<string, unknown> }

type Order = (typeof orders)[number] | `key ${string}`
type Options = { pace: PaceDraft; orderBy: Order; paused: boolean }

/** Shows what a rerun would do, and starts it after confirmation. */
export function RerunDialog({ wanted, close }: { wanted: Wanted; close: () => void }) {
  const t = useMessages('rerun')
  const [includeReruns, setIncludeReruns] = useState(false)
  const body = 'tids' in wanted ? wanted : { ...wanted, includeReruns }
  const preview = useQuery({
    queryKey: ['rerun-preview', body],
    staleTime: 0,
    queryFn: ({ signal }) => call(tasksApi.preview, { body }, { signal }),
  })
  return (
    <Dialog size="lg" close={close} title={t('title')}>
      <Stack>
        {preview.isPending && <Loading />}
        {preview.isError && <Failure error={preview.error} retry={() => void preview.refetch()} />}
        {preview.data && <Preview preview={preview.data} named={'tids' in wanted} />}
        {'filters' in wanted && (
          <Checkbox
            label={t('include-reruns')}
            checked={includeReruns}
            onChange={({ currentTarget }) => setIncludeReruns(currentTarget.checked)}
          />
        )}
        {preview.data && <Choices key={String(includeReruns)} body={body} preview={preview.data} close={close} />}
      </Stack>
    </Dialog>
  )
}

type Body = { tids: string[] } | { filters: Record<string, unknown>; includeReruns: boolean }

function Choices({ body, preview, close }: { body: Body; preview: RerunPreview; close: () => void }) {
  const t = useMessages('rerun')
  const [options, setOptions] = useState<Options>({
    pace: { batchSize: 1, rate: '' },
    orderBy: 'time',
    paused: false,
  })
  const [known, setKnown] = useState(false)
  const begin = useBegin(body, options)
  const { matching, repeatsWrites } = preview
  return (
    <>
      {matching > 1 && <OptionFields options={options} set={setOptions} />}
      <Switch
        label={t('paused')}
        checked={options.paused}
        onChange={({ currentTarget }) => setOptions({ ...options, paused: currentTarget.checked })}
      />
      {repeatsWrites > 0 && (
        <Checkbox
          label={t('known', { count: repeatsWrites })}
          checked={known}
          onChange={({ currentTarget }) => setKnown(currentTarget.checked)}
        />
      )}
      <DialogFooter error={begin.error} close={close}>
        <PrimaryButton
          disabled={matching === 0 || (repeatsWrites > 0 && !known)}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t('confirm', { count: `${matching}${preview.exact ? '' : '+'}` })}
        </PrimaryButton>
      </DialogFooter>
    </>
  )
}

/** Creates the task and opens its page. */
function useBegin(body: Body, { pace, orderBy, paused }: Options) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const how = {
    batchSize: parsePaceNumber(pace.batchSize) ?? 1,
    rate: parsePaceNumber(pace.rate) ?? null,
    orderBy: orderBy === 'time' ? ('time' as const) : { key: orderBy.replace(/^key /, '') },
  }
  return useMutation({
    mutationFn: async () => {
      if ('tids' in body) return createResource(tasksApi.create, { body: { ...body, ...how, paused } })
      return (await call(tasksApi.bulk, { body: { ...body, ...how, pauseQueue: paused } })).taskID
    },
    onSuccess: (id) => {
      void client.invalidateQueries({ queryKey: ['tasks'] })
      void navigate({ to: '/tasks/$id', params: { id } })
    },
  })
}

const orders = ['time', 'client', 'channel'] as const

/** Returns the search keys of all visible channels: a rerun of several channels may be ordered by one key. */
function useKeyNames(): string[] {
  const keys = (useChannels().data ?? []).flatMap(({ searchKeys }) => searchKeys.map(({ name }) => name))
  return [...new Set(keys)].filter((key) => key !== 'client' && key !== 'channel').sort()
}

function OptionFields({ options, set }: { options: Options; set: (options: Options) => void }) {
  const t = useMessages('rerun')
  const keys = useKeyNames()
  const all: { value: Order; label: string }[] = [
    ...orders.map((value) => ({ value, label: t(`order.${value}`) })),
    ...keys.map((key) => ({ value: `key ${key}` as const, label: t('order.key', { key }) })),
  ]
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: 'end' }}>
      <PaceFields draft={options.pace} set={(pace) => set({ ...options, pace })} />
      <NativeSelect
        label={t('order')}
        value={options.orderBy}
        data={all}
        onChange={({ currentTarget }) =>
          set({ ...options, orderBy: all.find(({ value }) => value === currentTarget.value)?.value ?? 'time' })
        }
      />
    </SimpleGrid>
  )
}
