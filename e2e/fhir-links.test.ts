import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Program, startProgram } from './program.ts'
import { type Seen, startUpstream, type Upstream } from './upstream.ts'

let program: Program
let server: Upstream
const pages = 4

before(async () => {
  program = await startProgram({ workers: 1 })
  server = await startUpstream(answer)
  const routes = [
    { name: 'main', host: '127.0.0.1', port: server.port, primary: true, pathTransform: 's/\\/public/\\/fhir' },
  ]
  const urlPattern = '^/public'
  await program.makeChannel({ name: 'fhir', urlPattern, authType: 'public', rewriteUrls: true, routes }, 0)
})
after(async () => {
  await program.end()
  await server.stop()
})

/** A FHIR server that knows itself by its own address only. */
function answer({ url, headers, body }: Seen, response: ServerResponse) {
  const base = `http://127.0.0.1:${server.port}/fhir`
  const { pathname, searchParams } = new URL(url, base)
  const format = searchParams.get('_format') ?? (headers.accept?.includes('xml') ? 'xml' : 'json')
  const type = format === 'xml' ? 'application/fhir+xml' : 'application/fhir+json'
  const send = (status: number, text: string, more: Record<string, string> = {}) => {
    const bytes = searchParams.has('gzip') ? gzipSync(text) : Buffer.from(text)
    const encoding = searchParams.has('gzip') ? { 'Content-Encoding': 'gzip' } : {}
    response
      .writeHead(status, { 'Content-Type': type, ...encoding, 'Content-Length': bytes.length, ...more })
      .end(bytes)
  }
  if (body.length) {
    const created = `${base}/Patient/new/_history/1`
    return send(201, '{}', { Location: created, 'Content-Location': created })
  }
  if (pathname.endsWith('/Patient')) {
    const page = Number(searchParams.get('page') ?? 1)
    const others = [...searchParams].filter(([name]) => name !== 'page').map(([name, value]) => `&${name}=${value}`)
    const link = (number: number) => `${base}/Patient?page=${number}${others.join('')}`
    const next = page < pages ? link(page + 1) : undefined
    const text = format === 'xml' ? xmlPage(base, page, next) : jsonPage(base, page, next, searchParams.has('escaped'))
    return send(200, text, next ? { Link: `<${next}>; rel="next", <${link(1)}>; rel="first"` } : {})
  }
  return send(200, format === 'xml' ? '<Patient xmlns="http://hl7.org/fhir"/>' : '{"resourceType":"Patient"}')
}

function jsonPage(base: string, page: number, next: string | undefined, escaped: boolean) {
  const bundle = {
    resourceType: 'Bundle',
    link: next ? [{ relation: 'next', url: next }] : [],
    entry: [{ fullUrl: `${base}/Patient/p${page}`, resource: { resourceType: 'Patient', id: `p${page}` } }],
  }
  const text = JSON.stringify(bundle)
  return escaped ? text.replaceAll('/', '\\/') : text
}

const xmlPage = (base: string, page: number, next: string | undefined) =>
  `<Bundle xmlns="http://hl7.org/fhir">${next ? `<link><relation value="next"/><url value="${next.replaceAll('&', '&amp;')}"/></link>` : ''}<entry><fullUrl value="${base}/Patient/p${page}"/></entry></Bundle>`

type Page = { next: string | undefined; patients: string[] }
const readJson = (text: string): Page => {
  const { link, entry } = JSON.parse(text)
  return { next: link[0]?.url, patients: entry.map((one: { fullUrl: string }) => one.fullUrl) }
}
const readXml = (text: string): Page => ({
  next: /<url value="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&'),
  patients: [...text.matchAll(/<fullUrl value="([^"]*)"/g)].map(([, url = '']) => url),
})

const searches: [what: string, query: string, read: (text: string) => Page][] = [
  ['JSON', '_count=1', readJson],
  ['JSON with escaped slashes', '_count=1&escaped=1', readJson],
  ['JSON that comes compressed, though nobody asked for it', '_count=1&gzip=1', readJson],
  ['XML', '_count=1&_format=xml', readXml],
]
for (const [what, query, read] of searches)
  test(`a search in ${what} is paged through by its links, and no request passes the gateway by`, async () => {
    const before = server.seen.length
    const patients: string[] = []
    let next: string | undefined = `${program.http}/public/Patient?${query}`
    while (next) {
      const found: Response = await fetch(toLoopback(next))
      const page = read(await found.text())
      for (const patient of page.patients) assert.equal((await fetch(toLoopback(patient))).status, 200)
      patients.push(...page.patients)
      assert.equal(/<([^>]*)>; rel="next"/.exec(found.headers.get('link') ?? '')?.[1], page.next)
      next = page.next
    }
    assert.deepEqual(
      patients,
      Array.from({ length: pages }, (_, i) => `http://localhost:${program.ports.http}/public/Patient/p${i + 1}`),
    )
    const seen = server.seen.slice(before)
    assert.equal(seen.length, 2 * pages)
    assert.deepEqual(
      seen.filter(({ headers }) => headers['x-openhim-transactionid'] === undefined),
      [],
    )
  })

test('a created resource is found where the answer says that it is', async () => {
  const created = await fetch(`${program.http}/public/Patient`, { method: 'POST', body: '{"resourceType":"Patient"}' })
  const location = created.headers.get('location')
  assert.equal(location, `http://localhost:${program.ports.http}/public/Patient/new/_history/1`)
  assert.equal(created.headers.get('content-location'), location)
  assert.equal((await fetch(toLoopback(location ?? ''))).status, 200)
  assert.ok(server.seen.at(-1)?.headers['x-openhim-transactionid'])
})

/** The gateway of the tests listens on 127.0.0.1, and names itself localhost. */
const toLoopback = (url: string) => url.replace('//localhost:', '//127.0.0.1:')
