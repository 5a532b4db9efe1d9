import { Alert, Stack, Text, Title } from '@mantine/core'
import type { Mechanism } from '@mediary/contract/system'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { BasicAuth } from './basic-auth.tsx'
import { CustomToken } from './custom-token.tsx'
import { MutualTls } from './mutual-tls.tsx'
import type { MechanismProps } from './use-client-form.ts'

type AuthenticationTabProps = MechanismProps & { mechanisms: UseQueryResult<Mechanism[]> }

/** The credentials of a client. No field is shown until it is known which mechanisms are enabled. */
export function AuthenticationTab({ form, stored, mechanisms }: AuthenticationTabProps) {
  const t = useMessages('clientAuthentication')
  if (mechanisms.isPending) return <Loading />
  if (!mechanisms.data) return <Failure error={mechanisms.error} retry={() => void mechanisms.refetch()} />
  const enabled = (mechanism: Mechanism) => mechanisms.data.includes(mechanism)
  return (
    <Stack gap="lg">
      <Text size="sm">{t('intro')}</Text>
      <MechanismSection title={t('jwt')} help={t('jwt.help')} enabled={enabled('jwt-auth')}>
        <Text size="sm">{t('jwt.enabled')}</Text>
      </MechanismSection>
      <MechanismSection title={t('token')} help={t('token.help')} enabled={enabled('custom-token-auth')}>
        <CustomToken form={form} stored={stored} />
      </MechanismSection>
      <MechanismSection title={t('tls')} help={t('tls.help')} enabled={enabled('mutual-tls-auth')}>
        <MutualTls form={form} stored={stored} />
      </MechanismSection>
      <MechanismSection title={t('basic')} help={t('basic.help')} enabled={enabled('basic-auth')}>
        <BasicAuth form={form} stored={stored} />
      </MechanismSection>
    </Stack>
  )
}

type MechanismSectionProps = { title: string; help: string; enabled: boolean; children: ReactNode }

function MechanismSection({ title, help, enabled, children }: MechanismSectionProps) {
  const t = useMessages('clientAuthentication')
  return (
    <section aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {help}
      </Text>
      {enabled ? (
        children
      ) : (
        <Alert color="blue" variant="light">
          {t('disabled')} <Link to="/settings">{t('disabled.where')}</Link>
        </Alert>
      )}
    </section>
  )
}
