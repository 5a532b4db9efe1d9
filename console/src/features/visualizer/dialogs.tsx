import type { Channel } from '@mediary/contract/channels'
import type { Mediator } from '@mediary/contract/mediators'
import { type Visualizer, visualizersApi } from '@mediary/contract/operations/visualizers'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { SavedMapForm } from './form.tsx'
import { visualizersQuery } from './queries.ts'
import type { VisualizerSearch } from './search.ts'

type Known = { channels: readonly Channel[]; mediators: readonly Mediator[] }

type SavedMapDialogsProps = {
  saved: readonly Visualizer[]
  known: Known
  search: VisualizerSearch
  set: (part: Partial<VisualizerSearch>, ignoreBlocker?: boolean) => void
  done: (text: string) => void
}

/** The form of a saved map, and the question before one is deleted. */
export function SavedMapDialogs({ saved, known, search, set, done }: SavedMapDialogsProps) {
  const t = useMessages('visualizer')
  const client = useQueryClient()
  const editing = useEditTarget(
    search.edit,
    saved.find(({ _id }) => _id === search.edit),
  )
  const leaving = saved.find(({ _id }) => _id === search.delete)
  const remove = async ({ _id, name }: Visualizer) => {
    await call(visualizersApi.remove, { params: { id: _id } })
    done(t('deleted', { name }))
    await client.invalidateQueries({ queryKey: visualizersQuery.queryKey })
  }
  return (
    <>
      {(search.edit === 'new' || editing.value) && (
        <SavedMapForm
          key={search.edit}
          target={editing}
          known={known}
          saved={(name) => {
            done(t('saved', { name }))
            set({ edit: undefined }, true)
          }}
          close={() => set({ edit: undefined })}
        />
      )}
      {leaving && (
        <Confirm title={t('delete.title')} act={() => remove(leaving)} close={() => set({ delete: undefined })}>
          {t('delete.question', { name: leaving.name })}
        </Confirm>
      )}
    </>
  )
}
