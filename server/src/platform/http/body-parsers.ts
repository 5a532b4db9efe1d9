import type { FastifyInstance } from 'fastify'
import { badRequest, type ProblemError, unsupportedMediaType } from './problem.ts'

/** A body in a format that the API does not read. An endpoint that takes no body ignores it, as OpenHIM does. */
export class UnreadBody {
  readonly problem: ProblemError

  constructor(problem: ProblemError) {
    this.problem = problem
  }
}

/** A body of the media type `text/csv`. Endpoints that take JSON refuse it like any other. */
export class CsvBody extends UnreadBody {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    super(unsupportedMediaType('content-type-not-read', { type: csvType }))
    this.bytes = bytes
  }
}

/** Makes the app read JSON, forms and CSV, and nothing else. */
export function readBodies(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  readJson(app)
  readForms(app)
  readCsvFiles(app)
  skipOtherBodies(app)
}

/** An empty body is no document. Keys that would change prototypes are refused. */
function readJson(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json/, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    return parse(request, String(body), (error, value) => done(error && badRequest('not-json'), value))
  })
}

const formType = 'application/x-www-form-urlencoded'

/** curl sends this type when it is given none, so that a document of JSON arrives under it. */
function readForms(app: FastifyInstance) {
  app.addContentTypeParser(formType, { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body)
    if (/^\s*[{[]/.test(text))
      return done(null, new UnreadBody(unsupportedMediaType('json-sent-as-form', { type: formType })))
    return done(null, Object.fromEntries(new URLSearchParams(text)))
  })
}

const csvType = 'text/csv'

function readCsvFiles(app: FastifyInstance) {
  app.addContentTypeParser(csvType, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, new CsvBody(Buffer.from(body))),
  )
}

function skipOtherBodies(app: FastifyInstance) {
  app.addContentTypeParser('*', (request, payload, done) => {
    payload.resume()
    const type = request.headers['content-type']
    const unread = type
      ? unsupportedMediaType('content-type-not-read', { type: type.slice(0, 100) })
      : unsupportedMediaType('content-type-missing')
    done(null, request.headers['content-length'] === '0' ? undefined : new UnreadBody(unread))
  })
}
