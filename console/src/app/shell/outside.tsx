import { Center, Group, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Mark } from './mark.tsx'
import { PreferencesMenu } from './preferences-menu.tsx'

/** The frame of the pages that are seen before signing in. */
export function Outside({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Mediary`
  }, [title])
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={420} radius="md">
        <Group justify="space-between" mb="lg">
          <Mark />
          <PreferencesMenu />
        </Group>
        <Title order={1} size="h3" mb="xs">
          {title}
        </Title>
        {intro && (
          <Text c="dimmed" mb="md">
            {intro}
          </Text>
        )}
        {children}
      </Paper>
    </Center>
  )
}
