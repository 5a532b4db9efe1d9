import { Checkbox, Stack, TextInput } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Mediator } from '@mediary/contract/mediators'
import { type Visualizer, visualizersApi } from '@mediary/contract/operations/visualizers'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { visualizersQuery } from './queries.ts'

type SavedMapFormProps = {
  target: EditTarget<Visualizer>
  known: { channels: readonly Channel[]; mediators: readonly Mediator[] }
  saved: (name: string) => void
  close: () => void
}

const toDraft = (saved: Visualizer | undefined) => ({
  name: saved?.name ?? '',
  channels: saved?.channels.map(({ eventName }) => eventName) ?? [],
  mediators: saved?.mediators.map(({ mediator }) => mediator) ?? [],
})

export function SavedMapForm({ target, known, saved, close }: SavedMapFormProps) {
  const t = useMessages('visualizer')
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, touched, change } = useDraft(toDraft(target.value))
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: draft.name,
        channels: draft.channels.map((name) => ({ eventType: 'channel' as const, eventName: name, display: name })),
        mediators: draft.mediators.map((urn) => toMediator(urn, known.mediators)),
      }
      return stored
        ? call(visualizersApi.update, { params: { id: stored._id }, body })
        : call(visualizersApi.create, { body })
    },
    onSuccess: () => saved(draft.name),
    onSettled: () => client.invalidateQueries({ queryKey: visualizersQuery.queryKey }),
  })
  const issue = save.error instanceof ApiProblem ? save.error.issues.find(({ path }) => path === 'name') : undefined
  return (
    <Dialog close={close} closeOnClickOutside={!touched} title={stored ? t('edit.title') : t('add.title')}>
      {target.gone && <Gone>{t('gone')}</Gone>}
      <Stack>
        <TextInput
          label={t('name')}
          withAsterisk
          value={draft.name}
          error={issue?.message}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <Selection draft={draft} change={change} known={known} />
        <ErrorAlert error={save.error} />
        <PrimaryButton onClick={() => save.mutate()} loading={save.isPending}>
          {t('save')}
        </PrimaryButton>
      </Stack>
      <Unsaved touched={touched || target.gone} place="edit" />
    </Dialog>
  )
}

type Draft = ReturnType<typeof toDraft>
type SelectionProps = { draft: Draft; change: (part: Partial<Draft>) => void; known: SavedMapFormProps['known'] }

/** The channels and mediators of the map. What was saved and no longer exists can still be unticked. */
function Selection({ draft, change, known }: SelectionProps) {
  const t = useMessages('visualizer')
  const channels = [...new Set([...known.channels.map(({ name }) => name), ...draft.channels])]
  const mediators = [...new Set([...known.mediators.map(({ urn }) => urn), ...draft.mediators])]
  return (
    <>
      <Checkbox.Group label={t('channels')} value={draft.channels} onChange={(chosen) => change({ channels: chosen })}>
        <Stack gap={6} mt="xs">
          {channels.map((name) => (
            <Checkbox key={name} value={name} label={name} />
          ))}
        </Stack>
      </Checkbox.Group>
      {mediators.length > 0 && (
        <Checkbox.Group
          label={t('mediators')}
          description={t('mediators.help')}
          value={draft.mediators}
          onChange={(chosen) => change({ mediators: chosen })}
        >
          <Stack gap={6} mt="xs">
            {mediators.map((urn) => (
              <Checkbox key={urn} value={urn} label={toMediator(urn, known.mediators).name} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </>
  )
}

const toMediator = (urn: string, mediators: readonly Mediator[]) => {
  const name = mediators.find((mediator) => mediator.urn === urn)?.name ?? urn
  return { mediator: urn, name, display: name }
}
