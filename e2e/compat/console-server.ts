import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
}

/** Serves the built console of OpenHIM. Its configuration names the API of this run, whatever the built file says. */
export async function serveConsole(folder: string, configure: () => object) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://console').pathname))
    const answer = async () => {
      const content = await readFile(join(folder, path === '/' ? 'index.html' : path))
      if (!path.endsWith('/config/default.json')) return content
      return JSON.stringify({ ...JSON.parse(content.toString()), ...configure() })
    }
    answer().then(
      (content) => response.writeHead(200, { 'content-type': types[extname(path) || '.html'] ?? '' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
