import Fastify, { type FastifyInstance } from 'fastify'

// The plugin's own policy would load styles from anywhere and turn http into https.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const prefix = '/documentation'

/**
 * Serves an OpenAPI document, as it is and as pages. Nothing is loaded from elsewhere. Both are made when somebody asks for
 * them the first time: they cost a seventh of what the control process does to start, and few installations are asked.
 */
export function documentation(app: FastifyInstance, describe: () => object) {
  const made: { document?: object; pages?: Promise<FastifyInstance> } = {}
  const getDocument = () => {
    made.document ??= describe()
    return made.document
  }
  app.get('/openapi.json', (_request, reply) => reply.send(getDocument()))

  const getPages = () => {
    made.pages ??= makePages(getDocument())
    return made.pages
  }
  for (const path of [prefix, `${prefix}/*`])
    app.get(path, async (request, reply) => {
      const pages = await getPages()
      const { statusCode, headers, rawPayload } = await pages.inject({ url: request.url, headers: request.headers })
      if (statusCode === 404) return reply.callNotFound()
      return reply.code(statusCode).headers(headers).send(rawPayload)
    })
  app.addHook('onClose', async () => void (await (await made.pages)?.close()))
}

async function makePages(document: object) {
  const [{ default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ])
  const pages = Fastify({ logger: false })
  await pages.register(swagger, { mode: 'static', specification: { document: document as never } })
  await pages.register(swaggerUi, { routePrefix: prefix, staticCSP: policy, uiConfig: { validatorUrl: null } })
  await pages.ready()
  return pages
}
