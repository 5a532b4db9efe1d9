import { Alert, Button, Group } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { serverCertificateQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { Failure } from '../ui/failure.tsx'
import { certificateWords } from './words.ts'

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const attempts = 60

/** Says that a change waits for a restart. Putting it off asks the server for nothing. */
export function RestartNotice({ required }: { required: boolean }) {
  const t = useWords(certificateWords)
  const may = useMay()
  const client = useQueryClient()
  const [later, setLater] = useState(false)
  const restart = useMutation({
    mutationFn: async () => {
      await call(keystoreApi.restart, {})
      for (let attempt = 0; attempt < attempts; attempt++) {
        const state = await client.fetchQuery({ ...serverCertificateQuery, staleTime: 0 }).catch(() => undefined)
        if (state && !state.restartRequired) return
        await pause(500)
      }
    },
  })
  if (restart.isPending)
    return (
      <Alert color="red" role="status" mb="md">
        {t('restarting')}
      </Alert>
    )
  if (!required)
    return restart.isSuccess ? (
      <Alert color="green" role="status" mb="md" withCloseButton onClose={restart.reset}>
        {t('restarted')}
      </Alert>
    ) : null
  if (later) return null
  return (
    <Alert color="red" role="alert" mb="md" data-testid="restart-required">
      {t('restart')}
      {restart.isError && <Failure error={restart.error} />}
      {may('certificates-manage') && (
        <Group mt="sm">
          <Button color="red.9" size="md" onClick={() => restart.mutate()}>
            {t('restart.now')}
          </Button>
          <Button color="red.9" variant="outline" onClick={() => setLater(true)}>
            {t('restart.later')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}
