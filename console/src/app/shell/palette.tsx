import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.layer.css'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSinceText } from '../../features/health/describe.ts'
import { useRoutesHealth } from '../../features/health/queries.ts'
import { findChannelState } from '../../features/health/rules.ts'
import { useUser } from '../../lib/api/me.ts'
import { channelsQuery, clientsQuery, rolesQuery, savedViewsQuery } from '../../lib/api/queries.ts'
import { consolePath } from '../../lib/base-path.ts'
import { mayOpen, pages } from '../../lib/pages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { actionsFor } from './navigation.ts'

/** The palette of pages, clients, channels, roles and actions. It opens whenever `asked` grows. */
export function Palette({ asked }: { asked: number }) {
  useEffect(() => {
    if (asked > 0) spotlight.open()
  }, [asked])
  const t = useMessages('app')
  const actions = useSpotlightActions()
  return (
    <Spotlight
      actions={actions}
      limit={12}
      shortcut={null}
      attributes={{ content: { 'aria-label': t('find') } }}
      nothingFound={t('find.nothing')}
      searchProps={{ placeholder: t('find'), 'aria-label': t('find'), leftSection: <Icon name="search" /> }}
    />
  )
}

/** Returns the function that says how the upstreams of a channel do, and since when they are down or failing. */
function useHealthText() {
  const t = useMessages('health')
  const tellSince = useSinceText()
  const routes = useRoutesHealth().data ?? []
  return (channel: string) => {
    const state = findChannelState(routes, channel)
    return state && [t(state), tellSince(routes, channel)].filter(Boolean).join(' ')
  }
}

/** Returns an action for each saved view. */
function useViewActions(): SpotlightActionData[] {
  const t = useMessages('app')
  const router = useRouter()
  const views = useQuery(savedViewsQuery).data ?? []
  return views.map(({ _id, list, name, query }) => ({
    id: _id,
    label: name,
    description: t(list),
    onClick: () => router.history.push(`${consolePath}/${list}${query}`),
    leftSection: <Icon name={list} />,
  }))
}

function useSpotlightActions(): SpotlightActionData[] {
  const t = useMessages('app')
  const router = useRouter()
  const permissions = useUser()?.permissions
  const mayClients = permissions !== undefined && mayOpen('clients', permissions)
  const mayChannels = permissions !== undefined && mayOpen('channels', permissions)
  const clients = useQuery({ ...clientsQuery, enabled: mayClients, staleTime: 60_000 }).data ?? []
  const channels = useQuery({ ...channelsQuery, enabled: mayChannels, staleTime: 60_000 }).data ?? []
  const mayRoles = permissions?.['client-role-view-all'] ?? false
  const roles = useQuery({ ...rolesQuery, enabled: mayClients && mayRoles, staleTime: 60_000 }).data ?? []
  const views = useViewActions()
  const describeHealth = useHealthText()
  const to = (address: string) => () => router.history.push(`${consolePath}${address}`)

  return [
    ...pages
      .filter(({ may }) => permissions && may(permissions))
      .map((page) => ({
        id: page.to,
        label: t(page.key),
        onClick: to(page.to),
        leftSection: <Icon name={page.key} />,
      })),
    ...clients.map(({ _id, name, clientID }) => ({
      id: _id,
      label: name,
      description: clientID,
      onClick: to(`/clients?client=${_id}`),
      leftSection: <Icon name="clients" />,
    })),
    ...actionsFor(permissions).map(({ messageKey, address, icon }) => ({
      id: messageKey,
      label: t(messageKey),
      onClick: to(address),
      leftSection: <Icon name={icon} />,
    })),
    ...views,
    ...roles.map(({ _id, name }) => ({
      id: _id,
      label: name,
      description: t('role'),
      onClick: to(`/clients?findRole=${encodeURIComponent(name)}`),
      leftSection: <Icon name="lock" />,
    })),
    ...clients.map(({ _id, name, clientID }) => ({
      id: `try ${_id}`,
      label: t('do.try', { name }),
      description: clientID,
      onClick: to(`/clients?try=${_id}`),
      leftSection: <Icon name="play" />,
    })),
    ...channels.map(({ _id, name, urlPattern }) => ({
      id: _id,
      label: name,
      description: [urlPattern, describeHealth(_id)].filter(Boolean).join(' · '),
      onClick: to(`/channels/${_id}`),
      leftSection: <Icon name="channels" />,
    })),
  ]
}
