import { endpoints, holders, holdsPermission, mayCall } from './permission-matrix.ts'

/** Every endpoint and every user role of a new installation. */
export const permissionsPage = () => `# Permissions

Generated from the code by \`npm run reference\`: every endpoint of the management API, and the user roles of a new installation.
\`public\` needs no sign-in, and \`signed-in\` needs any user. A permission that ends in \`-all\` can also be given for single resources
(\`-specified\`). A list is answered for every user; it is \`empty\` for users who may see nothing of it.
\`server/src/processes/api/permissions.test.ts\` calls every endpoint with each user role.

| endpoint | permission | ${holders.join(' | ')} |
|---|---|${holders.map(() => ':-:|').join('')}
${endpoints
  .map((endpoint) => {
    const cells = holders.map((holder) =>
      holdsPermission(holder, endpoint) ? 'yes' : mayCall(holder, endpoint) ? 'empty' : '',
    )
    return `| \`${endpoint.method} ${endpoint.path}\` | \`${endpoint.permission}\` | ${cells.join(' | ')} |`
  })
  .join('\n')}
`
