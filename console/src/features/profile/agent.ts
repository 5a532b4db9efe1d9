const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
  ['curl', 'curl'],
] as const
const systems = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const

const find = (agent: string, known: readonly (readonly [part: string, name: string])[]) =>
  known.find(([part]) => agent.includes(part))?.[1]

/** Returns the names of the browser and the system that a browser calls itself by, else the beginning of what it says. */
export function describeAgent(agent: string): string {
  const names = [find(agent, browsers), find(agent, systems)].filter((name) => name !== undefined)
  return names.length > 0 ? names.join(' · ') : agent.slice(0, 40)
}
