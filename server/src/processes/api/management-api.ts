import { Server as TlsServer } from 'node:tls'
import { openApi } from '@mediary/contract/api/openapi'
import type { FastifyInstance } from 'fastify'
import { batchRoutes } from '../../batch/index.ts'
import { listenerTlsOptions } from '../../keystore/index.ts'
import { documentation } from '../../platform/http/documentation.ts'
import { httpApp } from '../../platform/http/http.ts'
import { version } from '../../system/index.ts'
import { takeOver } from '../../transactions/index.ts'
import { chooseProtocol, listHostNames, trustedProxiesOfApi } from './addresses.ts'
import { addConfiguration } from './configuration.ts'
import { consolePages } from './console-pages.ts'
import type { ApiDependencies } from './dependencies.ts'
import { addOperation } from './operation.ts'
import { addPeople } from './people.ts'
import { addRecord } from './record.ts'

/** `renewTls`: new connections meet the certificate of the keystore; those that are open stay as they are. */
type ManagementApi = { app: FastifyInstance; renewTls: () => Promise<void> }

/** Every endpoint of the contract, the console and the API's documentation, on one origin. Undefined when it is switched off. */
export async function managementApi(dependencies: ApiDependencies): Promise<ManagementApi | undefined> {
  const { settings, stores, log, rerun } = dependencies
  if (!settings.api.enabled || settings.api.port === 0) return undefined
  const secureCookie = chooseProtocol(settings.api) === 'https'
  const proxies = trustedProxiesOfApi(settings)
  const tls = async () => {
    const { key, cert } = await stores.keystore.forGateway()
    return { ...listenerTlsOptions(settings.tls), key, cert }
  }
  const app = await httpApp({
    log,
    settings: settings.api,
    tls: secureCookie ? await tls() : undefined,
    hosts: listHostNames(settings),
    proxies,
    isShadow: settings.shadow,
  })
  // Whoever asks sees everything that has been answered. A store that cannot be written shows what it has.
  app.addHook('onRequest', () =>
    takeOver(rerun.database).catch((error: unknown) => {
      log.error({ err: error }, 'the newest of the record could not be taken over')
    }),
  )
  documentation(app, () => openApi(version))
  await consolePages(app, settings.api.basePath)
  const startedAt = Date.now()
  const auth = addPeople(app, dependencies, { secureCookie, proxies })
  batchRoutes(app, auth.require)
  for (const add of [addConfiguration, addRecord(startedAt), addOperation(startedAt)]) add(app, auth, dependencies)
  return {
    app,
    async renewTls() {
      if (app.server instanceof TlsServer) app.server.setSecureContext(await tls())
    },
  }
}
