// The health check of the container: ends with 0 when the node is ready to serve.
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

const port = process.env.MEDIARY_API_PORT || 8080
const isHttp = process.env.MEDIARY_API_PROTOCOL === 'http'
const ask = isHttp ? requestHttp : requestHttps

// The certificate is often one of the installation's own, and this process asks its own container.
const options = { host: '127.0.0.1', port, path: '/ready', timeout: 4_000, rejectUnauthorized: false }
const request = ask(options, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
request.on('timeout', () => process.exit(1))
request.on('error', () => process.exit(1))
request.end()
