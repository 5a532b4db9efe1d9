import { FocusTrap, NativeSelect, Paper, Stack, useMantineColorScheme } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { languages, prefer, preferences, zones } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { useWords } from '../../lib/use-words.ts'
import { appWords } from '../words.ts'
import classes from './preferences-menu.module.css'

const schemes = ['auto', 'light', 'dark'] as const

export function PreferencesPanel({ onKeyDown }: { onKeyDown: (event: KeyboardEvent) => void }) {
  const t = useWords(appWords)
  return (
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
