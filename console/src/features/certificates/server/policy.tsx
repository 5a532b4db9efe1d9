import { useQuery } from '@tanstack/react-query'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { policyQuery } from '../queries.ts'

/** The TLS policy in force. Only the configuration changes it. */
export function Policy() {
  const t = useMessages('certificates')
  const { data, isPending, error, refetch } = useQuery(policyQuery)
  return (
    <Section id="policy" title={t('policy')} intro={t('policy.intro')}>
      {isPending && <Loading />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && (
        <Facts
          facts={[
            [t('policy.versions'), t('policy.versions.from', { version: data.minVersion.replace('TLSv', 'TLS ') })],
            [t('policy.ciphers'), data.ciphers.join(', ')],
            [t('policy.curves'), data.curves.join(', ')],
            [t('policy.mutual'), data.mutualTls ? t('policy.on') : t('policy.off')],
            [t('policy.lookup'), t(`policy.${data.lookup}`)],
            [t('policy.depth'), data.chainDepth],
            [t('policy.apply'), t(`policy.${data.apply}`)],
          ]}
        />
      )}
    </Section>
  )
}
