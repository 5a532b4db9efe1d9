import { createRoute } from '@tanstack/react-router'
import { CertificatesSearch } from '../../features/certificates/search.ts'
import { ChannelSearch, ChannelsSearch } from '../../features/channels/search.ts'
import { ClientPageSearch } from '../../features/client-page/search.ts'
import { ClientsSearch } from '../../features/clients/search.ts'
import { ContactListsSearch } from '../../features/contact-lists/search.ts'
import { IssuersSearch } from '../../features/issuers/search.ts'
import { MediatorsSearch } from '../../features/mediators/search.ts'
import { UsersSearch } from '../../features/users/search.ts'
import { guardPage, openPage, underShell } from './root.tsx'

// The pages of what an administrator sets up.

const clients = createRoute({
  ...underShell,
  path: '/clients',
  validateSearch: ClientsSearch,
  component: guardPage('clients', async () => (await import('../../features/clients/page.tsx')).ClientsPage),
})
const clientImport = createRoute({
  ...underShell,
  path: '/clients/import',
  component: guardPage('clients', async () => (await import('../../features/client-import/page.tsx')).ClientImportPage),
})
const client = createRoute({
  ...underShell,
  path: '/clients/$id',
  validateSearch: ClientPageSearch,
  component: guardPage('clients', async () => (await import('../../features/client-page/page.tsx')).ClientPage),
})
const role = createRoute({
  ...underShell,
  path: '/clients/roles/$name',
  component: guardPage('clients', async () => (await import('../../features/usage/page.tsx')).RolePage),
})
const channels = createRoute({
  ...underShell,
  path: '/channels',
  validateSearch: ChannelsSearch,
  component: guardPage('channels', async () => (await import('../../features/channels/list/page.tsx')).ChannelsPage),
})
const channel = createRoute({
  ...underShell,
  path: '/channels/$id',
  validateSearch: ChannelSearch,
  component: guardPage('channels', async () => (await import('../../features/channels/detail/page.tsx')).ChannelPage),
})
const certificates = createRoute({
  ...underShell,
  path: '/certificates',
  validateSearch: CertificatesSearch,
  component: guardPage(
    'certificates',
    async () => (await import('../../features/certificates/page.tsx')).CertificatesPage,
  ),
})
const mediators = createRoute({
  ...underShell,
  path: '/mediators',
  validateSearch: MediatorsSearch,
  component: guardPage('mediators', async () => (await import('../../features/mediators/page.tsx')).MediatorsPage),
})
const mediator = createRoute({
  ...underShell,
  path: '/mediators/$urn',
  component: guardPage(
    'mediators',
    async () => (await import('../../features/mediators/detail/page.tsx')).MediatorPage,
  ),
})
const contactLists = createRoute({
  ...underShell,
  path: '/contact-lists',
  validateSearch: ContactListsSearch,
  component: guardPage(
    'contact-lists',
    async () => (await import('../../features/contact-lists/page.tsx')).ContactListsPage,
  ),
})
const metadata = createRoute({
  ...underShell,
  path: '/export-import',
  component: guardPage('export-import', async () => (await import('../../features/metadata/page.tsx')).MetadataPage),
})
const configuration = createRoute({
  ...underShell,
  path: '/export-import/plan',
  component: guardPage(
    'export-import',
    async () => (await import('../../features/configuration/page.tsx')).ConfigurationPage,
  ),
})
const users = createRoute({
  ...underShell,
  path: '/users',
  validateSearch: UsersSearch,
  component: guardPage('users', async () => (await import('../../features/users/page.tsx')).UsersPage),
})
const profile = createRoute({
  ...underShell,
  path: '/profile',
  component: openPage(async () => (await import('../../features/profile/page.tsx')).ProfilePage),
})
const settings = createRoute({
  ...underShell,
  path: '/settings',
  component: guardPage('settings', async () => (await import('../../features/settings/page.tsx')).SettingsPage),
})
const issuers = createRoute({
  ...underShell,
  path: '/settings/issuers',
  validateSearch: IssuersSearch,
  component: guardPage('settings', async () => (await import('../../features/issuers/page.tsx')).IssuersPage),
})
const about = createRoute({
  ...underShell,
  path: '/about',
  component: guardPage('about', async () => (await import('../../features/about/page.tsx')).AboutPage),
})

export const administrationPages = [
  clients,
  clientImport,
  client,
  role,
  channels,
  channel,
  mediators,
  mediator,
  certificates,
  contactLists,
  metadata,
  configuration,
  users,
  profile,
  settings,
  issuers,
  about,
] as const
