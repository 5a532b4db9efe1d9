import { Button } from '@mantine/core'
import type { Endpoint, Exported } from '@mediary/contract/api/endpoint'
import { useMutation } from '@tanstack/react-query'
import type { CallInput } from '../../lib/api/call.ts'
import { fetchExport } from '../../lib/api/responses.ts'
import { saveFile } from '../../lib/download.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'

const formats = { csv: 'text/csv', json: 'application/x-ndjson' } as const

type ExportButtonProps<E extends Endpoint> = { endpoint: E & { exported: Exported }; input: CallInput<E> }

/** Buttons that save the whole list, with its filters, as CSV or as JSON lines. */
export function ExportButton<E extends Endpoint>({ endpoint, input }: ExportButtonProps<E>) {
  const t = useMessages('ui')
  const save = useMutation({
    mutationFn: async (format: keyof typeof formats) => {
      const { name, content } = await fetchExport(endpoint, input, formats[format])
      saveFile(name, content)
    },
  })
  const button = (format: keyof typeof formats, text: string) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={format === 'json' ? t('export.json') : undefined}
      title={t(`export.${format}`)}
      loading={save.isPending && save.variables === format}
      onClick={() => save.mutate(format)}
    >
      {text}
    </Button>
  )
  return (
    <>
      <Button.Group>
        {button('csv', t('export.csv.short'))}
        {button('json', 'JSON')}
      </Button.Group>
      <ErrorAlert error={save.error} />
    </>
  )
}
