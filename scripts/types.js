// Checks the types of all workspaces with the native compiler. `typescript` itself stays for `npm run measure`, which
// needs its parser; both packages have a program `tsc`, so this one is named by its path.
import { root, run } from './prepare.js'

for (const project of ['tsconfig.json', 'console/tsconfig.json'])
  run(process.execPath, [`${root}/node_modules/typescript-native/bin/tsc`, '--singleThreaded', '--project', project])
