import { Alert, NumberInput, SimpleGrid, Stack } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'
import { RetentionPreview } from '../channels/sections/retention-preview.tsx'
import { BodyKeys } from './keys.tsx'
import type { StoreUsage } from './usage.tsx'

type ChannelDialogProps = { channel: Channel; usage: StoreUsage; close: () => void }

const toText = (days: number | undefined) => (days === undefined ? '' : String(days))

/** Previews other ages for one channel, and saves them. */
export function ChannelDialog({ channel, usage, close }: ChannelDialogProps) {
  const t = useMessages('retention')
  const may = useMay()
  const before = { bodies: toText(channel.maxBodyAgeDays), records: toText(channel.maxRecordAgeDays) }
  const [days, setDays] = useState(before)
  const save = useSave(channel._id, days, close)
  const field = (key: 'bodies' | 'records') => (
    <NumberInput
      label={t(`keep.${key}`)}
      min={0}
      value={days[key]}
      onChange={(value) => setDays({ ...days, [key]: String(value) })}
    />
  )
  const touched = days.bodies !== before.bodies || days.records !== before.records
  const oldest = usage.channels.find(({ channelID }) => channelID === channel._id)?.transactions === 0
  return (
    <Dialog size="lg" close={close} title={t('dialog', { name: channel.name })}>
      <Stack>
        {oldest && <Alert color="blue">{t('nothing-kept')}</Alert>}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {field('bodies')}
          {field('records')}
        </SimpleGrid>
        <RetentionPreview channel={channel._id} bodyDays={days.bodies} recordDays={days.records} />
        <DialogFooter error={save.error} close={close}>
          {may('channel-manage-all') && (
            <PrimaryButton disabled={!touched} loading={save.isPending} onClick={() => save.mutate()}>
              {t('keep.save')}
            </PrimaryButton>
          )}
        </DialogFooter>
        <BodyKeys channel={channel} />
      </Stack>
    </Dialog>
  )
}

function useSave(id: string, days: { bodies: string; records: string }, done: () => void) {
  const client = useQueryClient()
  const toNumber = (text: string) => (text.trim() === '' ? null : Number(text))
  return useMutation({
    mutationFn: () =>
      call(channelsApi.update, {
        params: { id },
        body: { maxBodyAgeDays: toNumber(days.bodies), maxRecordAgeDays: toNumber(days.records) },
      }),
    onSuccess: done,
    onSettled: () => client.invalidateQueries(),
  })
}
