// Records whose keys are known: the library's own functions forget their types.

/** Returns the keys of a record. */
export const listKeys = <Key extends string>(record: Record<Key, unknown>) => Object.keys(record) as Key[]

/** Builds a record with the same value under every key. */
export const fillRecord = <Key extends string, Value>(keys: readonly Key[], value: Value) =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, Value>
