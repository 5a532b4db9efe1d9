import { Group, NativeSelect, NumberInput, Radio, Stack, Text } from '@mantine/core'
import { authorityApi } from '@mediary/contract/keystore/authority'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useClients } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { ClientChoice } from '../client-choice.tsx'
import { Downloads } from '../key-pair/downloads.tsx'
import { SentText } from '../key-pair/sent-text.tsx'
import { ProblemAlert } from '../problem-alert.tsx'

const ways = ['request', 'key'] as const
type Way = (typeof ways)[number]
type Draft = { client: string; csr: string; days: number | string; keyType: string; passphrase: string }

const toBody = (way: Way, { client, csr, days, keyType, passphrase }: Draft) =>
  way === 'request'
    ? { client, days, csr }
    : {
        client,
        days,
        keyType: keyType === 'rsa' ? ('rsa' as const) : ('ec' as const),
        ...(passphrase && { passphrase }),
      }

/** Issues a certificate to a client: from its own request, or with a new key that can be downloaded once. */
export function IssueDialog({ client: chosen, close }: { client: string | undefined; close: () => void }) {
  const t = useMessages('certificateAuthority')
  const client = useQueryClient()
  const clients = useClients()
  const [way, setWay] = useState<Way>('request')
  const [draft, setDraft] = useState<Draft>({ client: chosen ?? '', csr: '', days: 365, keyType: 'ec', passphrase: '' })
  const issue = useMutation({
    mutationFn: () => call(authorityApi.issue, { body: toBody(way, draft) }),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const name = clients.data?.find(({ _id }) => _id === draft.client)?.clientID ?? 'client'
  return (
    <Dialog
      close={close}
      size="lg"
      title={t('issue')}
      closeOnClickOutside={false}
      closeOnEscape={!issue.data}
      withCloseButton={!issue.data}
    >
      {issue.data ? (
        <Downloads made={{ name, ...issue.data }} close={close} />
      ) : (
        <Stack>
          <Text size="sm">{t('issue.intro')}</Text>
          <ClientChoice value={draft.client} change={(id) => setDraft({ ...draft, client: id })} />
          <Radio.Group
            label={t('issue.from')}
            value={way}
            onChange={(value) => setWay(value === 'key' ? 'key' : 'request')}
          >
            <Group mt="xs">
              {ways.map((value) => (
                <Radio key={value} value={value} label={t(`issue.${value}`)} />
              ))}
            </Group>
          </Radio.Group>
          <Details way={way} draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} />
          {issue.isError && <ProblemAlert error={issue.error} />}
          <PrimaryButton
            onClick={() => issue.mutate()}
            loading={issue.isPending}
            disabled={!draft.client || (way === 'request' && !draft.csr.trim())}
          >
            {t('issue')}
          </PrimaryButton>
        </Stack>
      )}
    </Dialog>
  )
}

function Details({ way, draft, change }: { way: Way; draft: Draft; change: (part: Partial<Draft>) => void }) {
  const t = useMessages('certificateAuthority')
  const p = useMessages('keyPair')
  return (
    <>
      {way === 'request' ? (
        <SentText
          label={t('csr')}
          required
          accept=".csr,.pem,.req"
          value={draft.csr}
          change={(csr) => change({ csr })}
        />
      ) : (
        <>
          <NativeSelect
            label={p('keyType')}
            value={draft.keyType}
            onChange={({ currentTarget }) => change({ keyType: currentTarget.value })}
            data={(['ec', 'rsa'] as const).map((value) => ({ value, label: p(value) }))}
          />
          <SecretInput
            label={t('issue.passphrase')}
            description={t('issue.passphrase.hint')}
            autoComplete="new-password"
            value={draft.passphrase}
            onChange={({ currentTarget }) => change({ passphrase: currentTarget.value })}
          />
        </>
      )}
      <NumberInput
        label={p('days')}
        min={1}
        max={3650}
        allowDecimal={false}
        value={draft.days}
        onChange={(days) => change({ days })}
      />
    </>
  )
}
