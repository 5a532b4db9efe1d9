import { Button, Stack, Text } from '@mantine/core'
import { reportPreviewApi } from '@mediary/contract/users/report-preview'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'

type ReportPreviewProps = { email: string; kind: 'daily' | 'weekly' }

/** Shows the last report of a user as the mail would have it. */
export function ReportPreview({ email, kind }: ReportPreviewProps) {
  const t = useMessages('users')
  const preview = useMutation({
    mutationFn: () => call(reportPreviewApi.preview, { params: { email }, query: { kind } }),
  })
  return (
    <Stack gap={4}>
      <div>
        <Button size="compact-sm" variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
          {t(`reports.preview.${kind}`)}
        </Button>
      </div>
      <ErrorAlert error={preview.error} />
      {preview.data && (
        <section aria-label={preview.data.subject} aria-live="polite">
          <Text size="sm" fw={600}>
            {preview.data.subject}
          </Text>
          {preview.data.lines.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </section>
      )}
    </Stack>
  )
}
