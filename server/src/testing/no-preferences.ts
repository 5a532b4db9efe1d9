/** The fields of a new user that say nothing. */
export const noPreferences = {
  msisdn: undefined,
  dailyReport: undefined,
  weeklyReport: undefined,
  settings: undefined,
  notices: undefined,
}
