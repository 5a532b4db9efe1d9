import { type Mediator, mediatorsApi } from '@mediary/contract/mediators'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { findUsers } from './health.ts'
import { mediatorsQuery } from './queries.ts'

type DeleteDialogProps = { mediator: Mediator; deleted: () => void; close: () => void }

/** Asks before a mediator is deleted, and names the channels that send to it. */
export function DeleteDialog({ mediator, deleted, close }: DeleteDialogProps) {
  const t = useMessages('mediators')
  const client = useQueryClient()
  const users = findUsers(mediator, useChannels().data ?? [])
  const remove = async () => {
    await call(mediatorsApi.remove, { params: { urn: mediator.urn } })
    deleted()
    await client.invalidateQueries({ queryKey: mediatorsQuery.queryKey })
  }
  return (
    <Confirm title={t('delete.title')} act={remove} close={close}>
      <p>{t('delete.question', { name: mediator.name })}</p>
      {users.length > 0 && <p>{t('delete.used', { channels: users.map(({ name }) => name).join(', ') })}</p>}
    </Confirm>
  )
}
