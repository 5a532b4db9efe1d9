// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. No setting lowers it.
export const cost = { memory: 19_456, passes: 2, parallelism: 1 }
