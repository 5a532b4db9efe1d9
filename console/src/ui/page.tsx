import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Icon, type IconName } from './icons.tsx'

type PageProps = { title: string; intro?: string | undefined; actions?: ReactNode; children: ReactNode }

export function Page({ title, intro, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Mediary`
  }, [title])
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md">
        <div style={{ flex: intro ? '1 1 320px' : '1 1 160px' }}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {intro && (
            <Text c="dimmed" maw={720}>
              {intro}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </>
  )
}

type SectionProps = {
  id: string
  title: string
  icon?: IconName
  intro?: string
  actions?: ReactNode
  children?: ReactNode
}

export const Section = ({ id, title, icon, intro, actions, children }: SectionProps) => (
  <section aria-labelledby={id} style={{ marginBottom: 32 }}>
    <Group justify="space-between" mb="xs" align="flex-end">
      <div style={{ flex: '1 1 320px' }}>
        <Title order={2} size="h3" id={id}>
          <Group gap="xs">
            {icon && <Icon name={icon} size={20} />}
            {title}
          </Group>
        </Title>
        {intro && <Text c="dimmed">{intro}</Text>}
      </div>
      {actions}
    </Group>
    {children}
  </section>
)
