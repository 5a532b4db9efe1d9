import { Group, Text } from '@mantine/core'

export const Mark = () => (
  <Group gap="xs" wrap="nowrap">
    <img src="/console/mark.svg" alt="" width={28} height={28} />
    <Text fw={700} size="lg">
      Mediary
    </Text>
  </Group>
)
