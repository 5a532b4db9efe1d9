import type { FirstMessages } from '../../catalogue.ts'
import { app, signIn, ui } from './app.ts'
import { certificateCalendar, certificates } from './certificates.ts'
import { dashboard, metrics } from './dashboard.ts'
import { health, now } from './now.ts'
import { refusalCodes } from './refusal-codes.ts'
import { refusals } from './refusals.ts'
import { statuses } from './statuses.ts'

/** The messages of the first view. */
export const first: FirstMessages = {
  app,
  certificateCalendar,
  certificates,
  dashboard,
  health,
  metrics,
  now,
  refusalCodes,
  refusals,
  signIn,
  statuses,
  ui,
}
