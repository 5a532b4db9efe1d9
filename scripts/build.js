// Builds the console and bundles the server, each when its sources have changed since it was last built.
import { ensureConsole, ensureServer } from './prepare.js'

ensureConsole()
ensureServer()
