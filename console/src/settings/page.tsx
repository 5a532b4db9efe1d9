import { Badge, Code } from '@mantine/core'
import { type Mechanism, mechanisms } from '@mediary/contract/system'
import { useQuery } from '@tanstack/react-query'
import { mechanismsQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page, Section } from '../ui/page.tsx'
import { settingsWords } from './words.ts'

const settingOf = {
  'mutual-tls-auth': 'authentication.enableMutualTLSAuthentication',
  'basic-auth': 'authentication.enableBasicAuthentication',
  'custom-token-auth': 'authentication.enableCustomTokenAuthentication',
  'jwt-auth': 'authentication.enableJWTAuthentication',
} as const satisfies Record<Mechanism, string>

export function SettingsPage() {
  const t = useWords(settingsWords)
  const enabled = useQuery(mechanismsQuery)
  const state = (mechanism: Mechanism) =>
    enabled.data?.includes(mechanism) ? (
      <Badge color="green.9">{t('enabled')}</Badge>
    ) : (
      <Badge color="gray.7">{t('disabled')}</Badge>
    )
  return (
    <Page title={t('title')}>
      <Section id="mechanisms" title={t('mechanisms')} intro={t('intro')}>
        {enabled.isPending && <Loading />}
        {enabled.isError && <Failure error={enabled.error} retry={() => void enabled.refetch()} />}
        {enabled.data && (
          <DataTable<Mechanism>
            label={t('mechanisms')}
            rows={mechanisms}
            keyOf={(mechanism) => mechanism}
            columns={[
              { key: 'mechanism', title: t('mechanism'), width: 190, cell: (mechanism) => t(mechanism) },
              { key: 'state', title: t('state'), width: 120, cell: state },
              {
                key: 'setting',
                title: t('setting'),
                width: 380,
                cell: (mechanism) => <Code>{settingOf[mechanism]}</Code>,
              },
            ]}
          />
        )}
      </Section>
    </Page>
  )
}
