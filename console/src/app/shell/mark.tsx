import { Group, Text } from '@mantine/core'
import { consolePath } from '../../lib/base-path.ts'

export const Mark = () => (
  <Group gap="xs" wrap="nowrap">
    <img src={`${consolePath}/mark.svg`} alt="" width={28} height={28} />
    <Text fw={700} size="lg">
      Mediary
    </Text>
  </Group>
)
