import { Card, Group, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'

type PartProps = {
  title: string
  to: '/transactions' | '/refusals' | '/certificates'
  search?: { status: 'Failed'; channel?: string }
  error: unknown
  children: ReactNode
}

/** A card of the dashboard, with a link to the whole list. */
export function Part({ title, to, search, error, children }: PartProps) {
  const t = useMessages('dashboard')
  return (
    <Card withBorder component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Link to={to} {...(search && { search })} aria-label={`${t('all')}: ${title}`}>
          {t('all')}
        </Link>
      </Group>
      {error ? <Failure error={error} /> : children}
    </Card>
  )
}
