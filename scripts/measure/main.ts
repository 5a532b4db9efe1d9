// `npm run measure`: prints how the code stands beside the rules of CONTRIBUTING.md.
import { parseArgs } from 'node:util'
import { allowances } from './allowances.ts'
import type { Finding } from './finding.ts'
import { maxAssertionsPer1000Lines } from './limits.ts'
import { type Project, readProject } from './project.ts'
import { isRuleName, type RuleName, ruleNames, rules } from './rules.ts'
import { countLines } from './sizes.ts'

const usage = `usage: npm run measure                           counts for every rule
       npm run measure -- server/src/gateway     the violations in a folder or file
       npm run measure -- --list as              the violations of one rule
       npm run measure -- --list as server/src   both
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'string' }, help: { type: 'boolean' } },
})
const project = readProject()

if (values.help || (values.list !== undefined && !isRuleName(values.list))) {
  process.stdout.write(`${usage}rules: ${ruleNames.join(' ')}\n`)
} else {
  report(
    ruleNames.filter((name) => values.list === undefined || name === values.list),
    positionals.map((path) => path.replace(/\/$/, '')),
  )
}

function report(chosen: RuleName[], paths: string[]) {
  const listed = chosen.length === 1 || paths.length > 0
  const isWithin = ({ file }: Finding) =>
    !paths.length || paths.some((path) => file === path || file.startsWith(`${path}/`))
  for (const name of chosen) {
    const all = rules[name].find(project)
    const found = all.filter(isWithin)
    const allowed = paths.length ? '' : ` of ${String(allowances[name]).padStart(4)} allowed`
    const advice = paths.length || all.length >= allowances[name] ? '' : '  (lower the allowance)'
    const verdict = !paths.length && all.length > allowances[name] ? '  TOO MANY' : ''
    process.stdout.write(
      `${name.padEnd(10)} ${String(found.length).padStart(4)}${allowed}  ${rules[name].rule}${verdict}${advice}\n`,
    )
    if (verdict) process.exitCode = 1
    if (listed) for (const { file, line, text } of found) process.stdout.write(`  ${file}:${line}: ${text}\n`)
  }
  if (!paths.length && chosen.includes('as')) process.stdout.write(`${assertionRate(project)}\n`)
}

function assertionRate(project: Project): string {
  const sources = project.files.filter(({ role }) => role === 'source')
  const lines = sources.reduce((sum, file) => sum + countLines(file), 0)
  const rate = (rules.as.find(project).length / lines) * 1000
  return `${sources.length} source files, ${lines} lines; ${rate.toFixed(2)} type assertions per 1,000 lines (limit ${maxAssertionsPer1000Lines})`
}
