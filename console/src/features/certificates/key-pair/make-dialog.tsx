import { Stack, Text } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import { authorityApi } from '@mediary/contract/keystore/authority'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { ProblemAlert } from '../problem-alert.tsx'
import { Downloads } from './downloads.tsx'
import { emptySubject, SubjectForm } from './subject-form.tsx'

type MakeDialogProps = { what: 'server' | 'client' | 'authority'; made: () => void; close: () => void }

/** Creates a self-signed certificate or an authority. The key of a client can be downloaded once. */
export function MakeDialog({ what, made, close }: MakeDialogProps) {
  const t = useMessages('keyPair')
  const ours = useMessages('certificateAuthority')
  const client = useQueryClient()
  const [draft, setDraft] = useState({ ...emptySubject, ...(what === 'authority' && { days: 3650 }) })
  const make = useMutation({
    mutationFn: async () => {
      if (what !== 'authority') return call(keystoreApi.makeCertificate, { body: { type: what, ...draft } })
      await call(authorityApi.make, { body: draft })
      return undefined
    },
    onSuccess: (pair) => {
      made()
      if (!pair) close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  return (
    <Dialog
      close={close}
      size="lg"
      title={what === 'authority' ? ours('make') : t(`make.${what}`)}
      closeOnClickOutside={false}
      closeOnEscape={!make.data}
      withCloseButton={!make.data}
    >
      {make.data ? (
        <Downloads made={{ name: draft.commonName, ...make.data }} close={close} />
      ) : (
        <Stack>
          {what === 'authority' && <Text size="sm">{ours('make.intro')}</Text>}
          <SubjectForm
            draft={draft}
            change={(part) => setDraft((before) => ({ ...before, ...part }))}
            error={make.error}
          />
          {make.isError && <ProblemAlert error={make.error} />}
          <PrimaryButton onClick={() => make.mutate()} loading={make.isPending} disabled={!draft.commonName.trim()}>
            {t('create')}
          </PrimaryButton>
        </Stack>
      )}
    </Dialog>
  )
}
