import { ActionIcon, NativeSelect, Popover, Stack, useMantineColorScheme } from '@mantine/core'
import { languages, prefer, preferences, zones } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'
import { useWords } from '../lib/use-words.ts'
import { Icon } from '../ui/icons.tsx'
import { appWords } from './words.ts'

const schemes = ['auto', 'light', 'dark'] as const

export function PreferencesMenu() {
  const t = useWords(appWords)
  const chosen = useStore(preferences)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Popover position="bottom-end" trapFocus shadow="md" width={240}>
      <Popover.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('preferences')} title={t('preferences')}>
          <Icon name="settings" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <NativeSelect
            label={t('language')}
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
      </Popover.Dropdown>
    </Popover>
  )
}
