import { ActionIcon } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'

/** A link to the page of a client. */
export function PageButton({ id, name }: { id: string; name: string }) {
  const label = useMessages('clients')('open', { name })
  const navigate = useNavigate()
  return (
    <ActionIcon
      component="a"
      href={`${consolePath}/clients/${id}`}
      variant="default"
      size="md"
      aria-label={label}
      title={label}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        void navigate({ to: '/clients/$id', params: { id } })
      }}
    >
      <Icon name="clients" size={16} />
    </ActionIcon>
  )
}
