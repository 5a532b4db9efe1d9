import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useUser } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { mayOpen, type PageKey } from './navigation.ts'

/** Shows a page to those who may open it; asks the server for nothing otherwise. */
export function Guard({ page, children }: { page: PageKey; children: ReactNode }) {
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

/** Where nothing stands around a page. */
export const Broken = ({ error }: { error: unknown }) => (
  <main style={{ padding: 24 }}>
    <Failure error={error} retry={reload} />
  </main>
)

/** In the place of a page, with the shell around it. */
export function BrokenPage({ error }: { error: unknown }) {
  const t = useMessages('app')
  return (
    <Page title={t('broken')}>
      <Failure error={error} retry={reload} />
    </Page>
  )
}

/** Where no page of the shell begins. */
export const NoSuchAddress = () => (
  <main style={{ padding: 24 }}>
    <NoSuchPage />
  </main>
)
