import { ActionIcon } from '@mantine/core'
import { Icon } from '../../ui/icons.tsx'

/** A button that downloads the file named by its label. */
export const DownloadButton = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <ActionIcon aria-label={label} title={label} size="md" variant="default" onClick={onClick}>
    <Icon name="download" size={16} />
  </ActionIcon>
)
