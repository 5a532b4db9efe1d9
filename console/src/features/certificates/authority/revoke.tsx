import { Stack, Text, TextInput } from '@mantine/core'
import { authorityApi, type IssuedCertificate } from '@mediary/contract/keystore/authority'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Confirm } from '../../../ui/confirm.tsx'

type RevokeProps = { certificate: IssuedCertificate; done: () => void; close: () => void }

/** Asks before a certificate is revoked for good. */
export function Revoke({ certificate: { _id, commonName, fingerprint, clientID }, done, close }: RevokeProps) {
  const t = useMessages('certificateAuthority')
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const revoke = async () => {
    await call(authorityApi.revoke, { params: { id: _id }, body: reason.trim() ? { reason } : {} })
    done()
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  return (
    <Confirm title={t('revoke.title')} confirm={t('revoke.now')} act={revoke} close={close}>
      <Stack gap="sm">
        <Text>{t('revoke.question', { name: commonName ?? fingerprint, client: clientID ?? t('client.gone') })}</Text>
        <TextInput
          label={t('revoke.reason')}
          maxLength={200}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </Stack>
    </Confirm>
  )
}
