// Takes the place of `platform/password-cost.ts` where Node is started with `--conditions=mediary-testing`: tests set
// hundreds of passwords, and what they prove does not depend on the cost.
export const cost = { memory: 8, passes: 1, parallelism: 1 }
