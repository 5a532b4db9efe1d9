import { ActionIcon } from '@mantine/core'
import { viewAsApi } from '@mediary/contract/users/view-as'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { endSession } from '../../lib/api/last-known.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useErrorSentence } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'

type ViewAsButtonProps = { email: string; fail: (sentence: string) => void }

/** Looks at the console with the rights of a user. */
export function ViewAsButton({ email, fail }: ViewAsButtonProps) {
  const t = useMessages('viewAs')
  const sentence = useErrorSentence()
  const start = useMutation({
    mutationFn: () => call(viewAsApi.start, { body: { email } }),
    onSuccess: () => {
      endSession()
      window.location.assign(`${consolePath}/`)
    },
    onError: (error) => fail(sentence(error)),
  })
  const label = t('start', { name: email })
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={label}
      title={label}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      <Icon name="person" size={16} />
    </ActionIcon>
  )
}
