import { Alert, Group, NativeSelect, SegmentedControl, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMay, useMayAny } from '../../lib/api/me.ts'
import { useChannels, useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SavedMapDialogs } from './dialogs.tsx'
import { TrafficMap } from './map.tsx'
import { mediatorsQuery, trafficQuery, visualizersQuery } from './queries.ts'
import { periods, type VisualizerSearch } from './search.ts'
import { selectFlows } from './selection.ts'
import { TrafficTable } from './table.tsx'

export function VisualizerPage() {
  const t = useMessages('visualizer')
  const mayAny = useMayAny()
  const search = useSearch({ from: '/inside/visualizer' })
  const navigate = useNavigate({ from: '/visualizer' })
  const alerts = useAlerts()
  const clock = useClock()
  const { minutes = '5' } = search
  const traffic = useQuery(trafficQuery(minutes))
  const saved = useQuery(visualizersQuery)
  const mediators = useQuery({ ...mediatorsQuery, enabled: mayAny('mediator-view-all') }).data ?? []
  const channels = useChannels().data ?? []
  const set = (part: Partial<VisualizerSearch>, ignoreBlocker = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, ignoreBlocker })
  const shown = saved.data?.find(({ _id }) => _id === search.show)
  const flows = selectFlows(traffic.data?.flows ?? [], shown, { channels, mediators })
  const isCut =
    traffic.data && Date.parse(traffic.data.until) - Date.parse(traffic.data.from) < Number(minutes) * 59_000
  return (
    <Page title={t('title')} intro={t('intro')}>
      <AlertStrip alerts={alerts} />
      <Group mb="md" align="flex-end">
        <SegmentedControl
          aria-label={t('period')}
          value={minutes}
          data={periods.map((value) => ({ value, label: t('minutes', { count: value }) }))}
          onChange={(value) => set({ minutes: periods.find((one) => one === value) })}
        />
        <SavedMaps saved={saved.data ?? []} shown={shown} set={set} />
      </Group>
      <Stack>
        {traffic.isPending && <Loading />}
        {traffic.isError && <Failure error={traffic.error} retry={() => void traffic.refetch()} />}
        {saved.isError && <Failure error={saved.error} retry={() => void saved.refetch()} />}
        {traffic.data && isCut && (
          <Alert color="yellow">{t('cut', { time: formatMoment(traffic.data.from, clock) })}</Alert>
        )}
        {traffic.data && flows.length === 0 && <Alert color="gray">{shown ? t('none.shown') : t('none')}</Alert>}
        {flows.length > 0 && <TrafficMap flows={flows} />}
        {flows.length > 0 && <TrafficTable flows={flows} />}
      </Stack>
      {saved.data && (
        <SavedMapDialogs
          saved={saved.data}
          known={{ channels, mediators }}
          search={search}
          set={set}
          done={(text) => alerts.add('success', text)}
        />
      )}
    </Page>
  )
}

type SavedMapsProps = {
  saved: readonly { _id: string; name: string }[]
  shown: { _id: string; name: string } | undefined
  set: (part: Partial<VisualizerSearch>) => void
}

/** Chooses what the map shows, and leads to the forms of saved maps. */
function SavedMaps({ saved, shown, set }: SavedMapsProps) {
  const t = useMessages('visualizer')
  const mayManage = useMay()('visualizer-manage')
  return (
    <Group align="flex-end" gap="xs">
      <NativeSelect
        label={t('show')}
        value={shown?._id ?? ''}
        data={[{ value: '', label: t('everything') }, ...saved.map(({ _id, name }) => ({ value: _id, label: name }))]}
        onChange={({ currentTarget }) => set({ show: currentTarget.value || undefined })}
      />
      {mayManage && shown && (
        <>
          <PencilButton label={t('edit', { name: shown.name })} onClick={() => set({ edit: shown._id })} />
          <CrossButton label={t('remove', { name: shown.name })} onClick={() => set({ delete: shown._id })} />
        </>
      )}
      {mayManage && <PlusButton onClick={() => set({ edit: 'new' })}>{t('map.saved')}</PlusButton>}
    </Group>
  )
}
