import { SimpleGrid } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { StoredSecret } from './stored-secret.tsx'
import type { MechanismProps } from './use-client-form.ts'

export function BasicAuth({ form, stored }: MechanismProps) {
  const t = useMessages('clientAuthentication')
  const issueText = useMessages('clientForm')
  const { draft, change, issues, refused } = form
  return (
    <>
      {stored?.passwordSet && (
        <StoredSecret
          isSet={t('password.set')}
          remove={t('password.remove')}
          removed={draft.passwordRemoved}
          setRemoved={(passwordRemoved) => change({ passwordRemoved })}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <SecretInput
          label={`${t('password')} **`}
          autoComplete="new-password"
          value={draft.password}
          error={issues.mechanism ? issueText(issues.mechanism) : refused.password}
          onChange={({ currentTarget }) => change({ password: currentTarget.value })}
        />
        <SecretInput
          label={`${t('confirm')}${draft.password ? ' *' : ''}`}
          autoComplete="new-password"
          value={draft.confirm}
          error={issues.confirm && issueText(issues.confirm)}
          onChange={({ currentTarget }) => change({ confirm: currentTarget.value })}
        />
      </SimpleGrid>
    </>
  )
}
