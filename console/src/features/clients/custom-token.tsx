import { Alert, Button, Group, TextInput } from '@mantine/core'
import { clientsApi } from '@mediary/contract/clients'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'
import { StoredSecret } from './stored-secret.tsx'
import type { MechanismProps } from './use-client-form.ts'

export function CustomToken({ form, stored }: MechanismProps) {
  const t = useMessages('clientAuthentication')
  const issueText = useMessages('clientForm')
  const { draft, change, issues, refused } = form
  const generate = useMutation({
    mutationFn: () => call(clientsApi.newToken, {}),
    onSuccess: ({ customTokenID }) => change({ customTokenID }),
  })
  return (
    <>
      {stored?.customTokenSet && (
        <StoredSecret
          isSet={t('token.set')}
          remove={t('token.remove')}
          removed={draft.tokenRemoved}
          setRemoved={(tokenRemoved) => change({ tokenRemoved })}
        />
      )}
      <TextInput
        label={`${t('token.id')} **`}
        placeholder={t('token.placeholder')}
        autoComplete="off"
        value={draft.customTokenID}
        error={issues.mechanism ? issueText(issues.mechanism) : refused.customTokenID}
        onChange={({ currentTarget }) => change({ customTokenID: currentTarget.value })}
      />
      <Group mt="xs">
        <Button variant="default" size="xs" loading={generate.isPending} onClick={() => generate.mutate()}>
          {t('token.generate')}
        </Button>
        {draft.customTokenID && <Copy text={draft.customTokenID} />}
      </Group>
      {generate.isError && <Failure error={generate.error} />}
      {draft.customTokenID && (
        <Alert color="yellow" mt="xs">
          {t('token.once')}
        </Alert>
      )}
    </>
  )
}
