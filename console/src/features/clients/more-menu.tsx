import { ActionIcon, Menu } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { useRouter } from '@tanstack/react-router'
import { useMay } from '../../lib/api/me.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { findAction } from '../client-page/status.tsx'
import classes from './more-menu.module.css'
import type { ClientsSearch } from './search.ts'

type MoreMenuProps = { client: Client; open: (dialog: Partial<ClientsSearch>) => void }

/** The menu with what is done with a client besides editing and deleting it. */
export function MoreMenu({ client, open }: MoreMenuProps) {
  const t = useMessages('clients')
  const tryIt = useMessages('tryIt')
  const credentials = useMessages('credentials')
  const may = useMay()
  const router = useRouter()
  const { _id, name } = client
  const action = findAction(client)
  const label = t('more', { name })
  return (
    <Menu
      position="bottom-end"
      // Below the landmark of the page, and outside the table, which would cut it.
      portalProps={{ target: 'main' }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon variant="default" size="md" aria-label={label} title={label}>
          <Icon name="more" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          className={classes.item}
          leftSection={<Icon name="clients" size={16} />}
          onClick={() => router.history.push(`${consolePath}/clients/${_id}`)}
        >
          {t('open', { name })}
        </Menu.Item>
        <Menu.Item
          className={classes.item}
          leftSection={<Icon name="play" size={16} />}
          onClick={() => open({ try: _id })}
        >
          {tryIt('open', { name })}
        </Menu.Item>
        <Menu.Item
          className={classes.item}
          leftSection={<Icon name="lock" size={16} />}
          onClick={() => open({ credentials: _id })}
        >
          {credentials('open', { name })}
        </Menu.Item>
        {may('client-manage-all', _id) && (
          <Menu.Item
            className={classes.item}
            leftSection={<Icon name={action === 'disable' ? 'refusals' : 'tick'} size={16} />}
            onClick={() => open({ status: _id })}
          >
            {t(`status.${action}`, { name })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
