import { List, Stack, Text } from '@mantine/core'
import type { Permissions } from '@mediary/contract/permission'
import type { Preview } from '@mediary/contract/users/preview'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../lib/api/me.ts'
import { pages } from '../../lib/pages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { previewQuery } from './queries.ts'

/** How many names are written out. */
const maxNames = 8

/** Shows what a person with these user roles and permissions would see, as the server decides it. */
export function PermissionPreview({ groups, permissions }: { groups: readonly string[]; permissions: Permissions }) {
  const t = useMessages('access')
  const may = useMay()
  const preview = useQuery({ ...previewQuery(groups, permissions), enabled: may('user-role-view') })
  if (!may('user-role-view')) return null
  return (
    <Stack gap={4} component="section" aria-label={t('preview')} aria-live="polite">
      <Text size="sm" fw={600}>
        {t('preview')}
      </Text>
      {preview.isError && <ErrorAlert error={preview.error} />}
      {preview.data && <Seen preview={preview.data} />}
    </Stack>
  )
}

function Seen({ preview: { permissions, granted, resources } }: { preview: Preview }) {
  const t = useMessages('access')
  const app = useMessages('app')
  const open = pages.filter((page) => page.may(permissions)).map(({ key }) => app(key))
  return (
    <>
      <Text size="sm">{t('preview.pages', { pages: open.join(', ') })}</Text>
      {granted.length + resources.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('preview.nothing')}
        </Text>
      )}
      <List size="sm" spacing={2}>
        {resources.map(({ permission, names, hidden }) => (
          <List.Item key={permission}>
            {t('preview.some', { what: t(permission), names: names.slice(0, maxNames).join(', ') })}
            {countMore(names, hidden) > 0 && ` ${t('preview.more', { count: countMore(names, hidden) })}`}
          </List.Item>
        ))}
        {granted.map((permission) => (
          <List.Item key={permission}>
            {permission.endsWith('-all') ? t('preview.all', { what: t(permission) }) : t(permission)}
          </List.Item>
        ))}
      </List>
    </>
  )
}

const countMore = (names: readonly string[], hidden: number) => Math.max(0, names.length - maxNames) + hidden
