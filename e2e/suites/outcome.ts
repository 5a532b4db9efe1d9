/** The outcome of one public test suite: how many cases ran, how many came out right, and a line for each other one. */
export type Outcome = { suite: string; run: number; right: number; others: string[] }

export function countOutcomes(suite: string, cases: { name: string; isRight: boolean; detail: string }[]): Outcome {
  const others = cases.filter(({ isRight }) => !isRight).map(({ name, detail }) => `${name}: ${detail}`)
  return { suite, run: cases.length, right: cases.length - others.length, others }
}
