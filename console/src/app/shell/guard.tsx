import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useUser } from '../../lib/api/me.ts'
import { type FurtherPageKey, mayOpen, type PageKey } from '../../lib/pages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'

/** Shows a page to those who may open it; asks the server for nothing otherwise. */
export function Guard({ page, children }: { page: PageKey | FurtherPageKey; children: ReactNode }) {
  const t = useMessages('app')
  const user = useUser()
  if (!user || mayOpen(page, user.permissions)) return children
  return (
    <Page title={t('forbidden')}>
      <Alert color="red" role="alert">
        {t('forbidden.why')}
      </Alert>
    </Page>
  )
}

export function NoSuchPage() {
  const t = useMessages('app')
  return (
    <Page title={t('missing')}>
      <Link to="/">{t('missing.back')}</Link>
    </Page>
  )
}

const reload = () => window.location.reload()

/** Shows the error of a page outside the shell. */
export const Broken = ({ error }: { error: unknown }) => (
  <main style={{ padding: 24 }}>
    <Failure error={error} retry={reload} />
  </main>
)

/** Shows the error of a page inside the shell. */
export function BrokenPage({ error }: { error: unknown }) {
  const t = useMessages('app')
  return (
    <Page title={t('broken')}>
      <Failure error={error} retry={reload} />
    </Page>
  )
}

/** Shows that an address outside the shell has no page. */
export const NoSuchAddress = () => (
  <main style={{ padding: 24 }}>
    <NoSuchPage />
  </main>
)
