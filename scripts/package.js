// `npm run package`: makes `dist/mediary-<version>.tgz`, which npm installs on a machine that has no copy of this
// repository. It holds the bundle of the server and the built console.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureConsole, ensureInstalled, ensureServer, root, run } from './prepare.js'

ensureInstalled()
ensureConsole()
ensureServer()

const readPackage = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const [workspace, server] = [readPackage('package.json'), readPackage('server/package.json')]
const { packagesWithFiles } = await import(pathToFileURL(join(root, 'server/rolldown.config.js')).href)

const folder = mkdtempSync(join(tmpdir(), 'mediary-package-'))
for (const path of ['LICENSE', 'README.md', 'server/bin', 'server/dist', 'console/dist'])
  cpSync(join(root, path), join(folder, path), { recursive: true })

const writePackage = (path, content) =>
  writeFileSync(
    join(folder, path),
    `${JSON.stringify({ version: server.version, type: 'module', ...content }, null, 2)}\n`,
  )

writePackage('package.json', {
  name: 'mediary',
  description: workspace.description,
  license: workspace.license,
  bin: { mediary: 'server/bin/mediary.js' },
  engines: { node: '>=20' },
  dependencies: Object.fromEntries(packagesWithFiles.map((name) => [name, server.dependencies[name]])),
  // Node 24 comes with the package where the host has an older one.
  optionalDependencies: workspace.optionalDependencies,
})
// The bundle finds its own name for the cost of passwords in the nearest package file.
writePackage('server/package.json', {
  name: server.name,
  private: true,
  imports: { '#password-cost': './dist/password-cost.js' },
})

const target = join(root, 'dist')
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
run('npm', ['pack', '--silent', '--pack-destination', target, folder])
rmSync(folder, { recursive: true, force: true })
