import { Alert, Anchor, Code, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core'
import { authorityApi } from '@mediary/contract/keystore/authority'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type CallResult, call } from '../../../lib/api/call.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { basePath } from '../../../lib/base-path.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { ClientChoice } from '../client-choice.tsx'
import { ProblemAlert } from '../problem-alert.tsx'
import { enrolmentsQuery } from '../queries.ts'
import { buildEnrolmentLink, isLocal } from './link.ts'

type Invited = CallResult<typeof authorityApi.invite>

/** Creates a one-time code, shows it once, and shows when the facility has used it. */
export function EnrolDialog({ client: chosen, close }: { client: string | undefined; close: () => void }) {
  const t = useMessages('certificateAuthority')
  const p = useMessages('keyPair')
  const client = useQueryClient()
  const [draft, setDraft] = useState<{ client: string; hours: number | string; days: number | string }>({
    client: chosen ?? '',
    hours: 24,
    days: 365,
  })
  const invite = useMutation({
    mutationFn: () => call(authorityApi.invite, { body: draft }),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  return (
    <Dialog close={close} size="lg" title={t('code.title')} closeOnClickOutside={false} closeOnEscape={!invite.data}>
      {invite.data ? (
        <Invitation invited={invite.data} close={close} />
      ) : (
        <Stack>
          <ClientChoice value={draft.client} change={(id) => setDraft({ ...draft, client: id })} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NumberInput
              label={t('code.hours')}
              min={1}
              max={168}
              allowDecimal={false}
              value={draft.hours}
              onChange={(hours) => setDraft({ ...draft, hours })}
            />
            <NumberInput
              label={p('days')}
              min={1}
              max={3650}
              allowDecimal={false}
              value={draft.days}
              onChange={(days) => setDraft({ ...draft, days })}
            />
          </SimpleGrid>
          {invite.isError && <ProblemAlert error={invite.error} />}
          <PrimaryButton onClick={() => invite.mutate()} loading={invite.isPending} disabled={!draft.client}>
            {t('code.make')}
          </PrimaryButton>
        </Stack>
      )}
    </Dialog>
  )
}

/** Returns why the link may not work elsewhere. It is built from the address of this page. */
function findLinkProblem() {
  if (isLocal(window.location.hostname)) return 'page.local'
  return window.isSecureContext ? undefined : 'page.insecure'
}

const lines = ['openssl', 'curl'] as const

function Invitation({ invited, close }: { invited: Invited; close: () => void }) {
  const t = useMessages('certificateAuthority')
  const p = useMessages('keyPair')
  const clock = useClock()
  const link = buildEnrolmentLink(`${window.location.origin}${basePath}`, invited.code)
  const problem = findLinkProblem()
  return (
    <Stack>
      <Alert color="yellow" role="status">
        {t('code.once', { time: formatMoment(invited.expires, clock, 'without') })}
      </Alert>
      <Text fw={700} ff="monospace" size="lg" data-testid="code">
        {invited.code}
      </Text>
      <Copy text={invited.code} label={t('copy.code')} />
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t('code.page')}
        </Text>
        <Anchor href={link} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
          {link}
        </Anchor>
        {problem && (
          <Alert color="orange" p="xs">
            {t(problem)}
          </Alert>
        )}
        <Copy text={link} label={t('copy.page')} />
      </Stack>
      {lines.map((line) => (
        <Stack key={line} gap={4}>
          <Text size="sm" fw={600}>
            {t(`code.${line}`)}
          </Text>
          <Code block data-testid={line} styles={{ root: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } }}>
            {invited[line]}
          </Code>
          <Copy text={invited[line]} label={t(`copy.${line}`)} />
        </Stack>
      ))}
      <Progress id={invited._id} />
      <PrimaryButton onClick={close}>{p('done')}</PrimaryButton>
    </Stack>
  )
}

/** Shows the progress of an enrolment, from the code to the first successful call. */
function Progress({ id }: { id: string }) {
  const t = useMessages('certificateAuthority')
  const clock = useClock()
  const { data } = useQuery(enrolmentsQuery)
  const one = data?.find(({ _id }) => _id === id)
  if (!one || one.state === 'open')
    return (
      <Alert color="blue" role="status">
        {t('wait.open')}
      </Alert>
    )
  if (one.state !== 'used')
    return (
      <Alert color="red" role="alert">
        {t('wait.over')}
      </Alert>
    )
  if (!one.firstUsed)
    return (
      <Alert color="blue" role="status">
        {t('wait.used', { from: one.usedFrom ?? '' })}
      </Alert>
    )
  return (
    <Alert color="green" role="status">
      {t('wait.called', { time: formatMoment(one.firstUsed, clock), client: one.clientID ?? '' })}
    </Alert>
  )
}
