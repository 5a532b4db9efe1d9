import { Button, Stack, TextInput } from '@mantine/core'
import { isHost, splitAddress } from '@mediary/contract/channels/host'
import { useMessages } from '../../../messages/use-messages.ts'
import type { RouteDraft } from '../detail/fields.ts'

type Props = { draft: RouteDraft; set: (draft: RouteDraft) => void; error: string | undefined }

/** The host of a route. A pasted address can be split into the fields of the route. */
export function HostField({ draft, set, error }: Props) {
  const t = useMessages('channels')
  const host = draft.route.host ?? ''
  const parts = isHost(host) ? undefined : splitAddress(host)
  const split = ({ host, port, path, secured }: NonNullable<typeof parts>) =>
    set({
      ...draft,
      port: port === undefined ? defaultPort(secured, draft.port) : String(port),
      route: {
        ...draft.route,
        host,
        ...(path !== undefined && { path, pathTransform: '' }),
        ...(secured !== undefined && { secured }),
      },
    })
  return (
    <Stack gap={4}>
      <TextInput
        label={t('host')}
        withAsterisk
        value={host}
        error={error}
        onChange={({ currentTarget }) => set({ ...draft, route: { ...draft.route, host: currentTarget.value } })}
      />
      {parts && (
        <Button variant="subtle" size="compact-xs" onClick={() => split(parts)}>
          {t('host.split')}
        </Button>
      )}
    </Stack>
  )
}

/** Returns the default port of the scheme. Without a scheme the port stays. */
const defaultPort = (secured: boolean | undefined, port: string) =>
  secured === undefined ? port : secured ? '443' : '80'
