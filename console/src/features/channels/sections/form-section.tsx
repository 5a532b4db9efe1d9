import { Badge, Group, Text, Title, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { Icon } from '../../../ui/icons.tsx'
import type { FormSection as Place } from './places.ts'
import classes from './sections.module.css'

type FormSectionProps = {
  place: Place
  title: string
  intro?: string | undefined
  /** What is set in it, in short. */
  summary: readonly string[]
  /** The server refused a setting in it. */
  faulty: boolean
  open: boolean
  toggle: () => void
  children: ReactNode
}

/** A section of the form. A closed one says in a line what is set in it. */
export function FormSection({ place, title, intro, summary, faulty, open, toggle, children }: FormSectionProps) {
  const t = useMessages('channelForm')
  return (
    <section aria-labelledby={place} className={classes.section}>
      <div className={classes.head}>
        <Title order={2} size="h5" id={place} className={classes.title}>
          <UnstyledButton
            className={classes.toggle}
            aria-expanded={open}
            aria-describedby={`${place}-summary`}
            onClick={toggle}
          >
            <span className={classes.arrow} data-open={open || undefined}>
              <Icon name="right" size={16} />
            </span>
            {title}
          </UnstyledButton>
        </Title>
        <Text
          span
          size="sm"
          id={`${place}-summary`}
          className={classes.summary}
          data-set={summary.length > 0 || undefined}
        >
          {summary.join(' · ') || t('standard')}
        </Text>
        {faulty && <Badge color="red.9">{t('faulty')}</Badge>}
      </div>
      {open && (
        <div className={classes.body}>
          {intro && (
            <Text c="dimmed" mb="sm">
              {intro}
            </Text>
          )}
          {children}
        </div>
      )}
    </section>
  )
}

/** A part of the form that is always open. */
export const OpenPart = ({
  place,
  title,
  actions,
  children,
}: {
  place: string
  title: string
  actions?: ReactNode
  children: ReactNode
}) => (
  <section aria-labelledby={place}>
    <Group justify="space-between" mb="xs">
      <Title order={2} size="h4" id={place}>
        {title}
      </Title>
      {actions}
    </Group>
    {children}
  </section>
)
