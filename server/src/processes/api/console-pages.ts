import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { consoleFolder } from '../../platform/files/program-files.ts'

const csp =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

/**
 * Serves the built console, or the page that stands for it. Its addresses are its own: an unknown one gets the start page.
 * `basePath` is the path of a proxy below which the console stands, unless the proxy names it itself.
 */
export async function consolePages(app: FastifyInstance, basePath: string) {
  const readBasePath = ({ headers }: FastifyRequest) => headers['x-forwarded-prefix']?.toString() ?? basePath
  const root = ['dist', 'public']
    .map((name) => join(consoleFolder, name))
    .find((folder) => existsSync(join(folder, 'index.html')))
  app.get('/', (request, reply) => reply.redirect(`${readBasePath(request)}/console/`))
  if (!root) return
  await app.register(fastifyStatic, {
    root,
    prefix: '/console/',
    wildcard: false,
    index: false,
    globIgnore: ['index.html*'],
    // The build wrote the compressed copies.
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('Content-Security-Policy', csp)
      reply.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const page = readFileSync(join(root, 'index.html'), 'utf8')
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('Content-Security-Policy', csp)
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('"/console/', `"${readBasePath(request)}/console/`))
  app.get('/console/', sendPage)
  app.get('/console/*', sendPage)
}
