import { Badge } from '@mantine/core'
import type { Issue } from '@mediary/contract/operations/issues'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { warning } from '../../ui/buttons.tsx'

/** Returns the function that words the reason of an issue. */
export function useReason() {
  const t = useMessages('issues')
  const translate = useRecordedText()
  return ({ reason, explanations }: Issue) => (reason === '' ? t('others') : translate(reason, explanations))
}

/** Returns the function that words the place of an issue: the channel, the route, and the stage. */
export function usePlace() {
  const t = useMessages('issues')
  const stages = useMessages('refusals')
  return ({ channel, route, stage }: Issue) => {
    const step = stage === 'forward' || stage === 'secondary' ? t(stage) : stages(stage)
    return [channel, route, step].filter(Boolean).join(' · ')
  }
}

export function StateBadge({ issue: { state, reopened } }: { issue: Issue }) {
  const t = useMessages('issues')
  if (state === 'resolved') return <Badge color="green.9">{t('resolved')}</Badge>
  return <Badge color={reopened > 0 ? warning : 'red.9'}>{t(reopened > 0 ? 'reopened' : 'open')}</Badge>
}
