// Arrays in PostgreSQL's binary form (array_send in its source, src/backend/utils/adt/arrayfuncs.c): as text, a body becomes twice as long,
// and each text is searched for what must be escaped. `pg` sends a Buffer in binary.

// Object ids of pg_type.dat.
const types = { bytea: 17, bigint: 20, integer: 23, text: 25 } as const
const nullLength = -1
const [headerSize, lengthSize, bigintSize, integerSize] = [20, 4, 8, 4]

type Kind<T> = { type: number; size: (value: T) => number; write: (buffer: Buffer, value: T, at: number) => void }

const text: Kind<string> = {
  type: types.text,
  size: (value) => Buffer.byteLength(value),
  write: (buffer, value, at) => void buffer.write(value, at),
}

const bytes: Kind<Uint8Array> = {
  type: types.bytea,
  size: (value) => value.length,
  write: (buffer, value, at) => buffer.set(value, at),
}

const bigint: Kind<number> = {
  type: types.bigint,
  size: () => bigintSize,
  write: (buffer, value, at) => void buffer.writeBigInt64BE(BigInt(value), at),
}

const integer: Kind<number> = {
  type: types.integer,
  size: () => integerSize,
  write: (buffer, value, at) => void buffer.writeInt32BE(value, at),
}

type Values<T> = readonly (T | null | undefined)[]

/** Values for a parameter of the type text[]. Absent ones are null. */
export const textArray = (values: Values<string>) => encode(text, values)
/** Values for a parameter of the type bytea[]. */
export const bytesArray = (values: Values<Uint8Array>) => encode(bytes, values)
/** Whole numbers for a parameter of the type bigint[]. */
export const bigintArray = (values: Values<number>) => encode(bigint, values)
/** Whole numbers of 32 bits for a parameter of the type int[]. */
export const integerArray = (values: Values<number>) => encode(integer, values)

function encode<T>({ type, size, write }: Kind<T>, values: Values<T>): Buffer {
  const sizes = values.map((value) => (value === null || value === undefined ? nullLength : size(value)))
  const total = sizes.reduce((sum, length) => sum + lengthSize + Math.max(length, 0), headerSize)
  const buffer = Buffer.allocUnsafe(total)
  const header = [values.length ? 1 : 0, sizes.includes(nullLength) ? 1 : 0, type, values.length, 1]
  for (const [n, field] of header.entries()) buffer.writeInt32BE(field, n * lengthSize)
  let at = headerSize
  for (const [n, length] of sizes.entries()) {
    at = buffer.writeInt32BE(length, at)
    const value = values[n]
    if (value === null || value === undefined) continue
    write(buffer, value, at)
    at += length
  }
  return values.length ? buffer : buffer.subarray(0, 3 * lengthSize)
}
