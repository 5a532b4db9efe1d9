import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { permissionsPage } from '../server/src/cli/permissions-page.ts'
import { openApiPage, problemsPage, settingsPage } from '../server/src/cli/reference.ts'

// `npm run reference`: writes the pages that are made from the code.
const folder = join(import.meta.dirname, '../docs/reference')
writeFileSync(join(folder, 'settings.md'), settingsPage())
writeFileSync(join(folder, 'problems.md'), problemsPage())
writeFileSync(join(folder, 'permissions.md'), permissionsPage())
writeFileSync(join(folder, 'openapi.json'), openApiPage())
