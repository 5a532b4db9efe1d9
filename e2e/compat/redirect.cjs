// Loaded before a program that calls `openhim-core:8080`, which is how compose files name OpenHIM:
// its calls go to the Mediary of this test, and nothing of the program has to be changed.
const port = Number(process.env.COMPAT_API_PORT)
const isOpenhim = ({ hostname, host }) => /^(openhim-core|openhim)(:\d+)?$/.test(hostname ?? host ?? '')

for (const protocol of [require('node:http'), require('node:https')]) {
  const { request } = protocol
  protocol.request = (...given) =>
    request.call(
      protocol,
      ...given.map((one) =>
        one && typeof one === 'object' && isOpenhim(one)
          ? { ...one, host: '127.0.0.1', hostname: '127.0.0.1', port, servername: 'localhost' }
          : one,
      ),
    )
}
