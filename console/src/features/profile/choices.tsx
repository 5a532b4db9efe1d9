import { NativeSelect, Stack, useMantineColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { isLanguage, languages } from '../../lib/languages.ts'
import { changePreferences, densities, preferences, zones } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { showLanguage } from '../../messages/current.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'

const schemes = ['auto', 'light', 'dark'] as const

/** The fields for the language, the time zone and the colours of the console. */
export function Choices() {
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

/** The fields of the profile: those that every page offers, and the height of rows. */
export function ReadingChoices() {
  const t = useMessages('profile')
  const { rows } = useStore(preferences)
  return (
    <Stack gap="sm">
      <Choices />
      <NativeSelect
        label={t('rows')}
        value={rows}
        onChange={({ currentTarget: { value } }) =>
          changePreferences({ rows: densities.find((density) => density === value) ?? 'dense' })
        }
        data={densities.map((value) => ({ value, label: t(`rows.${value}`) }))}
      />
    </Stack>
  )
}
