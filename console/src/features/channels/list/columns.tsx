import { ActionIcon, Badge, Group } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton, PencilButton } from '../../../ui/buttons.tsx'
import { Icon, type IconName } from '../../../ui/icons.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { ChannelMark } from '../../health/channel-mark.tsx'
import { useRoutesHealth } from '../../health/queries.ts'
import type { ChannelsSearch } from '../search.ts'
import type { ChannelColumn } from './list-rules.ts'

const colours = { enabled: 'green.9', disabled: 'gray.7', deleted: 'red.9' } as const
type Set = (part: Partial<ChannelsSearch>) => void

export function useChannelColumns(search: ChannelsSearch, set: Set): Column<Channel>[] {
  const t = useMessages('channels')
  const health = useMessages('health')
  const may = useMay()
  const sorted = search.sort ?? 'priority'
  const order = search.order ?? 'up'
  const by = (key: ChannelColumn) => ({
    key,
    sort: sorted === key ? order : undefined,
    onSort: () => set({ sort: key, order: sorted === key && order === 'up' ? 'down' : 'up' }),
  })
  const name = ({ _id, name: text, description }: Channel) => (
    <Link to="/channels/$id" params={{ id: _id }} search={{}} title={description ?? text}>
      {text}
    </Link>
  )
  const status = ({ status: value, problem }: Channel) =>
    value === 'enabled' && problem !== undefined ? (
      <Badge color="red.9" tt="none" title={problem}>
        {t('not.served')}
      </Badge>
    ) : (
      <Badge color={colours[value]} tt="none">
        {t(value)}
      </Badge>
    )
  const routes = useRoutesHealth().data ?? []
  const state = ({ _id, status: value }: Channel) =>
    value === 'enabled' && <ChannelMark routes={routes} channel={_id} />
  const access = ({ authType, allow }: Channel) => (authType === 'public' ? t('public') : allow.join(', '))
  return [
    { ...by('priority'), title: t('priority.short'), width: 84, cell: ({ priority }) => priority },
    { ...by('name'), title: t('name'), width: 180, isName: true, cell: name },
    {
      ...by('urlPattern'),
      title: t('pattern'),
      width: 200,
      cell: ({ urlPattern }) => <code title={urlPattern}>{urlPattern}</code>,
    },
    { key: 'allow', title: t('who'), width: 150, cell: (one) => <span title={access(one)}>{access(one)}</span> },
    { ...by('status'), title: t('status'), width: 110, cell: status },
    { key: 'health', title: health('title'), width: 160, cell: state },
    {
      key: 'actions',
      title: t('actions'),
      width: 124,
      last: true,
      cell: (channel) => may('channel-manage-all', channel._id) && <Actions channel={channel} set={set} />,
    },
  ]
}

function Actions({ channel: { _id, name, status }, set }: { channel: Channel; set: Set }) {
  const t = useMessages('channels')
  const navigate = useNavigate()
  const open = (id: string, from?: string) => void navigate({ to: '/channels/$id', params: { id }, search: { from } })
  const press = (icon: IconName, label: string, onClick: () => void) => (
    <ActionIcon variant="default" size="md" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} size={16} />
    </ActionIcon>
  )
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {press('copy', t('duplicate', { name }), () => open('new', _id))}
      {status === 'deleted' ? (
        press('refresh', t('restore.name', { name }), () => set({ restore: _id }))
      ) : (
        <>
          <PencilButton label={t('edit', { name })} onClick={() => open(_id)} />
          <CrossButton label={t('remove', { name })} onClick={() => set({ delete: _id })} />
        </>
      )}
    </Group>
  )
}
