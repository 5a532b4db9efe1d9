import { Button, Card, Group, NumberInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton } from '../../../ui/buttons.tsx'
import type { RewriteRuleDraft } from '../detail/field-lists.ts'
import type { ChannelForm } from '../detail/form.ts'

/** The settings about the answers of the upstream: compression, mediators that answer later, links in bodies. */
export function AnswersSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channelForm')
  const routes = useMessages('channelRoutes')
  return (
    <Stack>
      {draft.type === 'http' && (
        <Switch
          label={routes('compress')}
          description={routes('compress.why')}
          checked={draft.compressResponses}
          onChange={({ currentTarget }) => change({ compressResponses: currentTarget.checked })}
        />
      )}
      <Switch
        label={routes('asynchronous')}
        checked={draft.isAsynchronousProcess}
        onChange={({ currentTarget }) => change({ isAsynchronousProcess: currentTarget.checked })}
      />
      <Switch
        label={t('rewrite')}
        description={t('rewrite.why')}
        checked={draft.rewriteUrls}
        onChange={({ currentTarget }) => change({ rewriteUrls: currentTarget.checked })}
      />
      {draft.rewriteUrls && (
        <>
          <Switch
            label={t('rewrite.automatic')}
            description={t('rewrite.automatic.why')}
            checked={draft.addAutoRewriteRules}
            onChange={({ currentTarget }) => change({ addAutoRewriteRules: currentTarget.checked })}
          />
          {draft.rewriteUrlsConfig.map((rule, index) => (
            <RuleCard
              key={rule.key}
              rule={rule}
              findIssue={(field) => findIssue(`rewriteUrlsConfig.${index}.${field}`)}
              set={(changed) => change({ rewriteUrlsConfig: draft.rewriteUrlsConfig.with(index, changed) })}
              remove={() => change({ rewriteUrlsConfig: draft.rewriteUrlsConfig.toSpliced(index, 1) })}
              number={index + 1}
            />
          ))}
          <div>
            <Button
              variant="default"
              onClick={() => change({ rewriteUrlsConfig: [...draft.rewriteUrlsConfig, newRule()] })}
            >
              {t('rule.add')}
            </Button>
          </div>
        </>
      )}
    </Stack>
  )
}

const newRule = (): RewriteRuleDraft => ({
  key: newUuid(),
  fromHost: '',
  fromPort: '80',
  toHost: '',
  toPort: '80',
  pathTransform: '',
})

type RuleCardProps = {
  rule: RewriteRuleDraft
  number: number
  findIssue: (field: string) => string | undefined
  set: (rule: RewriteRuleDraft) => void
  remove: () => void
}

/** A rule about links: the host and port that stand in them, and those that take their place. */
function RuleCard({ rule, number, findIssue, set, remove }: RuleCardProps) {
  const t = useMessages('channelForm')
  const text = (key: 'fromHost' | 'toHost' | 'pathTransform') => (
    <TextInput
      label={t(key)}
      withAsterisk={key !== 'pathTransform'}
      spellCheck={false}
      value={rule[key]}
      error={findIssue(key)}
      onChange={({ currentTarget }) => set({ ...rule, [key]: currentTarget.value })}
    />
  )
  const port = (key: 'fromPort' | 'toPort') => (
    <NumberInput
      label={t(key)}
      withAsterisk
      min={1}
      max={65535}
      allowDecimal={false}
      value={rule[key]}
      error={findIssue(key)}
      onChange={(value) => set({ ...rule, [key]: String(value) })}
    />
  )
  return (
    <Card withBorder>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ flex: 1 }}>
          {text('fromHost')}
          {port('fromPort')}
          {text('toHost')}
          {port('toPort')}
          {text('pathTransform')}
        </SimpleGrid>
        <CrossButton label={t('rule.remove', { number: String(number) })} onClick={remove} />
      </Group>
    </Card>
  )
}
