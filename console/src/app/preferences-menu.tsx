import { ActionIcon, FocusTrap, NativeSelect, Paper, Stack, useMantineColorScheme } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { type KeyboardEvent, useRef, useState } from 'react'
import { languages, prefer, preferences, zones } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'
import { useWords } from '../lib/use-words.ts'
import { Icon } from '../ui/icons.tsx'
import classes from './preferences-menu.module.css'
import { appWords } from './words.ts'

const schemes = ['auto', 'light', 'dark'] as const

/** A panel of our own below its button: the library's would add a tenth to what every first view loads. */
export function PreferencesMenu() {
  const t = useWords(appWords)
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const frame = useClickOutside(() => setOpen(false))
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <div ref={frame} className={classes.frame}>
      <ActionIcon
        ref={button}
        variant="default"
        size="lg"
        aria-label={t('preferences')}
        aria-expanded={open}
        title={t('preferences')}
        onClick={() => setOpen(!open)}
      >
        <Icon name="settings" />
      </ActionIcon>
      {open && (
        <FocusTrap>
          <Paper
            className={classes.panel}
            role="dialog"
            aria-label={t('preferences')}
            withBorder
            shadow="md"
            p="md"
            onKeyDown={onKeyDown}
          >
            <Choices />
          </Paper>
        </FocusTrap>
      )}
    </div>
  )
}

function Choices() {
  const t = useWords(appWords)
  const chosen = useStore(preferences)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('language')}
        data-autofocus
        value={chosen.language}
        onChange={({ currentTarget }) =>
          prefer({ language: currentTarget.value === 'fr' ? 'fr' : currentTarget.value === 'pt' ? 'pt' : 'en' })
        }
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        label={t('zone')}
        value={chosen.zone}
        onChange={({ currentTarget }) =>
          prefer({ zone: zones.find((zone) => zone === currentTarget.value) ?? 'browser' })
        }
        data={zones.map((zone) => ({ value: zone, label: t(`zone.${zone}`) }))}
      />
      <NativeSelect
        label={t('colours')}
        value={colorScheme}
        onChange={({ currentTarget }) =>
          setColorScheme(schemes.find((scheme) => scheme === currentTarget.value) ?? 'auto')
        }
        data={schemes.map((scheme) => ({ value: scheme, label: t(scheme) }))}
      />
    </Stack>
  )
}
