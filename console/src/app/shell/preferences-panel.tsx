import { FocusTrap, NativeSelect, Paper, Stack, useMantineColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import { isLanguage, languages } from '../../lib/languages.ts'
import { changePreferences, preferences, zones } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { showLanguage } from '../../messages/current.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import classes from './preferences-menu.module.css'

const schemes = ['auto', 'light', 'dark'] as const

export function PreferencesPanel({ onKeyDown }: { onKeyDown: (event: KeyboardEvent) => void }) {
  const t = useMessages('app')
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
  const t = useMessages('app')
  const chosen = useStore(preferences)
  const choose = useMutation({ mutationFn: showLanguage })
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('language')}
        data-autofocus
        value={chosen.language}
        onChange={({ currentTarget: { value } }) => isLanguage(value) && choose.mutate(value)}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      />
      {choose.isError && <Failure error={choose.error} />}
      <NativeSelect
        label={t('zone')}
        value={chosen.zone}
        onChange={({ currentTarget }) =>
          changePreferences({ zone: zones.find((zone) => zone === currentTarget.value) ?? 'browser' })
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
