import { Alert, Stack } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { FormLimits } from '../../limits/form-section.tsx'
import { AlertsSection } from '../alerts/alerts.tsx'
import type { ChannelForm } from '../detail/form.ts'
import { SearchKeysSection } from '../search-keys/search-keys.tsx'
import { AddressesSection } from './addresses.tsx'
import { AnswersSection } from './answers.tsx'
import { Essentials } from './essentials.tsx'
import { FormSection } from './form-section.tsx'
import { GeneralSection } from './general.tsx'
import { ListenerSection } from './listener.tsx'
import { MatchingSection } from './matching.tsx'
import { type FormPlace, formSections, type FormSection as Section, sectionFields } from './places.ts'
import { PropertiesSection } from './properties.tsx'
import { RetentionSection } from './retention.tsx'
import { RetrySection } from './retry.tsx'
import classes from './sections.module.css'
import { useSummaries } from './use-summaries.ts'

type FormSectionsProps = {
  form: ChannelForm
  /** The id of a stored channel. */
  channel: string | undefined
  /** Where the form begins: this place is open, and has the focus. */
  place: FormPlace | undefined
}

/** The form of a channel: what every channel needs, and the rest in sections that open one by one. */
export function FormSections({ form, channel, place }: FormSectionsProps) {
  const t = useMessages('channelForm')
  const [opened, setOpened] = useState<readonly string[]>(place ? [place] : [])
  const describe = useSectionTexts()
  const summaries = useSummaries(form.draft)
  useEffect(() => showPlace(place), [place])
  const toggle = (id: Section) =>
    setOpened((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id]))
  return (
    <Stack gap="lg">
      {form.otherIssues.map(({ path, message }) => (
        <Alert key={path + message} color="red" role="alert">
          {path ? `${path}: ${message}` : message}
        </Alert>
      ))}
      <Essentials form={form} />
      <section aria-label={t('more')} className={classes.list}>
        {formSections.map((id) => {
          const faulty = form.isFaulty(sectionFields[id])
          const open = faulty || opened.includes(id)
          return (
            <FormSection
              key={id}
              place={id}
              {...describe[id]}
              summary={summaries[id]}
              faulty={faulty}
              open={open}
              toggle={() => toggle(id)}
            >
              {open && fillSection(id, form, channel)}
            </FormSection>
          )
        })}
      </section>
    </Stack>
  )
}

/** Brings a place of the form into view, and puts the focus on its first field. */
function showPlace(place: FormPlace | undefined) {
  const section = place && document.getElementById(place)?.closest('section')
  if (!section) return
  section.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true })
  if (place !== 'basics') section.scrollIntoView()
}

function useSectionTexts(): Record<Section, { title: string; intro?: string }> {
  const t = useMessages('channelForm')
  const channels = useMessages('channels')
  const data = useMessages('channelRetention')
  const alerts = useMessages('channelAlerts')
  const limits = useMessages('limits')
  return {
    general: { title: t('general') },
    intake: { title: channels('intake') },
    matching: { title: channels('matching') },
    addresses: { title: t('addresses') },
    limits: { title: limits('title'), intro: limits('intro') },
    answers: { title: t('answers') },
    data: { title: data('data') },
    'search-keys': { title: data('search-keys'), intro: data('search-keys.intro') },
    retry: { title: data('retry'), intro: data('retry.intro') },
    alerts: { title: alerts('title'), intro: alerts('intro') },
    properties: { title: t('properties'), intro: t('properties.why') },
  }
}

function fillSection(id: Section, form: ChannelForm, channel: string | undefined): ReactNode {
  switch (id) {
    case 'general':
      return <GeneralSection form={form} />
    case 'intake':
      return <ListenerSection form={form} />
    case 'matching':
      return <MatchingSection form={form} channel={channel} />
    case 'addresses':
      return <AddressesSection form={form} />
    case 'limits':
      return (
        <FormLimits
          draft={form.draft.limits}
          change={(limits) => form.change({ limits })}
          findIssue={form.findIssue}
          stored={channel === undefined ? undefined : { kind: 'channel', id: channel }}
          refusals={
            form.stored && `/refusals?${new URLSearchParams({ code: 'over-limit', channel: form.stored.name })}`
          }
        />
      )
    case 'answers':
      return <AnswersSection form={form} />
    case 'data':
      return <RetentionSection form={form} channel={channel} />
    case 'search-keys':
      return <SearchKeysSection form={form} />
    case 'retry':
      return <RetrySection form={form} />
    case 'alerts':
      return <AlertsSection form={form} />
    case 'properties':
      return <PropertiesSection form={form} />
  }
}
