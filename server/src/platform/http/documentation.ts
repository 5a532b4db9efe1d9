import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

// The plugin's own policy would load styles from anywhere and turn http into https.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** An OpenAPI document, as it is and as pages. Nothing is loaded from elsewhere. */
export async function documentation(app: FastifyInstance, document: object) {
  app.get('/openapi.json', (_request, reply) => reply.send(document))
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, { routePrefix: '/documentation', staticCSP: policy, uiConfig: { validatorUrl: null } })
}
