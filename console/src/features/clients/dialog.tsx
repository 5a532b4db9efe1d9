import { Alert, Button, Group, Tabs, Text } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { useQuery } from '@tanstack/react-query'
import { mechanismsQuery } from '../../lib/api/queries.ts'
import type { EditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Unsaved } from '../../ui/unsaved.tsx'
import { StatusNote } from '../client-page/status.tsx'
import { AuthenticationTab } from './authentication-tab.tsx'
import { BasicTab } from './basic-tab.tsx'
import classes from './dialog.module.css'
import { findFaultyTabs } from './form-rules.ts'
import { useClientForm } from './use-client-form.ts'

type Tab = 'basic' | 'authentication'
type ClientDialogProps = {
  target: EditTarget<Client>
  /** The values with which a new client begins. */
  prefilled?: { clientID?: string; clientDomain?: string }
  tab: Tab
  setTab: (tab: Tab) => void
  saved: (name: string) => void
  close: () => void
}

export function ClientDialog({ target, prefilled, tab, setTab, saved, close }: ClientDialogProps) {
  const t = useMessages('clientForm')
  const title = useMessages('clients')
  const mechanisms = useQuery(mechanismsQuery)
  const form = useClientForm(target, mechanisms.data ?? [], saved, prefilled)
  const stored = target.gone ? undefined : target.value
  const faulty = findFaultyTabs([...Object.keys(form.issues), ...Object.keys(form.refused)])

  return (
    <Dialog
      size="xl"
      close={close}
      closeOnClickOutside={!form.touched}
      title={stored ? title('edit.title') : title('add.title')}
    >
      {target.gone && <Gone>{t('gone')}</Gone>}
      {stored && <StatusNote client={stored} />}
      <Text size="sm" c="dimmed" mb="sm">
        {t('legend')}
      </Text>
      <Tabs value={tab} onChange={(chosen) => setTab(chosen === 'authentication' ? chosen : 'basic')} keepMounted>
        <Tabs.List grow mb="md">
          <TabHead tab="basic" faulty={faulty.basic} />
          <TabHead tab="authentication" faulty={faulty.authentication} />
        </Tabs.List>
        <Tabs.Panel value="basic">
          <BasicTab form={form} stored={stored} />
        </Tabs.Panel>
        <Tabs.Panel value="authentication">
          <AuthenticationTab form={form} stored={stored} mechanisms={mechanisms} />
        </Tabs.Panel>
      </Tabs>
      <Footer form={form} close={close} />
      <Unsaved touched={form.touched} place="client" />
    </Dialog>
  )
}

function TabHead({ tab, faulty }: { tab: Tab; faulty: boolean }) {
  const t = useMessages('clientForm')
  return (
    <Tabs.Tab
      value={tab}
      {...(faulty ? { c: 'var(--mantine-color-error)' } : {})}
      leftSection={faulty && <Icon name="warning" />}
    >
      {t(tab)}
      {faulty && <span className="hidden-text"> ({t('has-errors')})</span>}
    </Tabs.Tab>
  )
}

function Footer({ form, close }: { form: ReturnType<typeof useClientForm>; close: () => void }) {
  const t = useMessages('clientForm')
  const ui = useMessages('ui')
  return (
    <div className={classes.footer}>
      {form.summary && (
        <Alert color="red" role="alert" mt="md" data-testid="form-summary">
          {form.summary}
        </Alert>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          {ui('close')}
        </Button>
        <PrimaryButton onClick={form.save} loading={form.saving}>
          {t('save.changes')}
        </PrimaryButton>
      </Group>
    </div>
  )
}
