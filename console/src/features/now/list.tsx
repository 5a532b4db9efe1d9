import { Text } from '@mantine/core'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import classes from './now.module.css'
import type { Problem } from './problems.ts'
import { useProblemTexts } from './texts.ts'

type ProblemListProps = { problems: readonly Problem[]; since: string }

/** The problems, each with since when, what is known of it, and the places where it is repaired. */
export function ProblemList({ problems, since }: ProblemListProps) {
  const t = useMessages('now')
  const toText = useProblemTexts(since)
  return (
    <ul className={classes.list} aria-label={t('list')}>
      {problems.map((problem) => {
        const { title, detail, links } = toText(problem)
        return (
          <li key={problem.key} className={classes.problem} data-urgent={problem.urgent || undefined}>
            <div className={classes.what}>
              <Text fw={600}>{title}</Text>
              {detail && <Text size="sm">{detail}</Text>}
              <Since problem={problem} />
            </div>
            <div className={classes.links}>
              {links.map(([address, text]) => (
                <AddressLink key={address} to={address}>
                  {text}
                </AddressLink>
              ))}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Since({ problem: { kind, since } }: { problem: Problem }) {
  const t = useMessages('now')
  const clock = useClock()
  if (since === undefined) return null
  const time = formatMoment(since, clock)
  const distance = formatDistance(since, Date.now(), clock.language)
  return (
    <Text size="sm" c="dimmed">
      {t(kind === 'refusals' || kind === 'client' || kind === 'mediator' ? 'last' : 'since', { time, distance })}
    </Text>
  )
}
