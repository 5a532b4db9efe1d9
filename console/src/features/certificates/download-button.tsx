import { ActionIcon } from '@mantine/core'
import { Icon } from '../../ui/icons.tsx'

/** Hands out what its label names. */
export const DownloadButton = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <ActionIcon aria-label={label} title={label} size="md" variant="default" onClick={onClick}>
    <Icon name="download" size={16} />
  </ActionIcon>
)
