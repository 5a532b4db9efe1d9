import { Alert, Stack } from '@mantine/core'
import { type Node, nodesApi } from '@mediary/contract/operations/nodes'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import { NodeCard } from './card.tsx'
import { isClockWrong, listCertificates } from './rules.ts'

const pollMilliseconds = 3_000

/** The nodes on the store: what each obeys and shows, and why one is not ready. */
export function NodesPage() {
  const t = useMessages('nodes')
  const listed = useQuery({
    queryKey: ['nodes'],
    queryFn: ({ signal }) => call(nodesApi.list, {}, { signal }),
    refetchInterval: pollMilliseconds,
  })
  return (
    <Page title={t('title')} intro={t('intro')} actions={<ExportButton endpoint={nodesApi.list} input={{}} />}>
      {listed.isPending && <Loading />}
      {listed.isError && <Failure error={listed.error} retry={() => void listed.refetch()} />}
      {listed.data && (
        <Stack>
          <Differences nodes={listed.data.nodes.filter(({ isAlive }) => isAlive)} />
          {listed.data.nodes.map((node) => (
            <NodeCard key={node._id} node={node} newest={listed.data.configuration} />
          ))}
        </Stack>
      )}
    </Page>
  )
}

/** Says in what the living nodes differ although they should not. */
function Differences({ nodes }: { nodes: readonly Node[] }) {
  const t = useMessages('nodes')
  const differences = [
    new Set(nodes.map(({ version }) => version)).size > 1 && t('versions-differ'),
    new Set(nodes.flatMap(listCertificates)).size > 1 && t('certificates-differ'),
    nodes.some(({ hasSameSettings }) => !hasSameSettings) && t('settings-differ'),
    nodes.some(isClockWrong) && t('clock-wrong'),
  ].filter((text) => text !== false)
  if (differences.length === 0) return null
  return (
    <Alert color="yellow" role="status">
      <Stack gap="xs">
        {differences.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </Stack>
    </Alert>
  )
}
