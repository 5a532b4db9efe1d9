import { refusalCodes, stages } from '@mediary/contract/operations/refusals'
import { useChannels, useClients } from '../../lib/api/queries.ts'
import { parameterField } from '../../lib/query/parameter-field.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { readPeriod, useParameterQuery } from '../../ui/query-bar/use-parameter-query.ts'
import type { RefusalsSearch } from './search.ts'

const parameters = {
  find: 'find',
  client: 'client',
  address: 'clientIP',
  channel: 'channel',
  stage: 'stage',
  reason: 'code',
} as const

/** Returns the query of the refusals, and the parameters of the API for it. */
export function useRefusalsQuery(search: RefusalsSearch) {
  const t = useMessages('refusals')
  const code = useMessages('refusalCodes')
  const clients = useClients().data ?? []
  const channels = useChannels().data ?? []
  const query = useParameterQuery({
    search,
    parameters,
    wordKey: 'find',
    fields: [
      parameterField({
        key: 'reason',
        title: t('code'),
        options: refusalCodes.map((value) => ({ value, label: code(value) })),
      }),
      parameterField({
        key: 'client',
        title: t('by.client'),
        options: clients.map(({ clientID, name }) => ({ value: clientID, label: name })),
        isFree: true,
      }),
      parameterField({
        key: 'channel',
        title: t('by.channel'),
        options: channels.map(({ name }) => ({ value: name, label: name })),
        isFree: true,
      }),
      parameterField({ key: 'address', title: t('by.clientIP'), example: '192.0.2.1', isFree: true }),
      parameterField({
        key: 'stage',
        title: t('stage'),
        options: stages.map((value) => ({ value, label: t(value) })),
      }),
      parameterField({ key: 'find', title: t('find'), isFree: true }),
    ],
  })
  const { filters } = query
  const asked = Object.fromEntries(
    Object.entries(parameters).flatMap(([key, parameter]) => (filters[key] ? [[parameter, filters[key]]] : [])),
  )
  return { ...query, asked: { ...asked, ...readPeriod(filters) } }
}
