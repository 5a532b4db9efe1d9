// Builds the console when its sources have changed since it was last built.
import { ensureConsole } from './prepare.js'

ensureConsole()
