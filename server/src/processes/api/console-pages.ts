import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
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
    serve: false,
    index: false,
    // The build wrote the compressed copies.
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header('Content-Security-Policy', csp)
      reply.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  // One route and a set of names: a route for each of the files costs a start more than all other routes together.
  const files = listFiles(root)
  const page = readFileSync(join(root, 'index.html'), 'utf8')
  const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('Content-Security-Policy', csp)
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll('"/console/', `"${readBasePath(request)}/console/`))
  app.get('/console/', sendPage)
  app.get<{ Params: { '*': string } }>('/console/*', (request, reply) => {
    const name = request.params['*']
    return files.has(name) ? reply.sendFile(name) : sendPage(request, reply)
  })
}

/** Returns the paths of the files below a folder, as they stand in an address. The start page is not among them. */
function listFiles(folder: string) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
  return new Set(paths.filter((path) => !path.startsWith('index.html')))
}
