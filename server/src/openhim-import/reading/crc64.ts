// CRC-64 with the polynomial of ECMA-182, reflected, as in the xz format. Numbers of 64 bits are kept as two of 32.

const [polynomialHigh, polynomialLow] = [0xc96c5795, 0xd7870f42]

const tables = buildTables()

function buildTables() {
  const [high, low] = [new Uint32Array(256), new Uint32Array(256)]
  for (let n = 0; n < 256; n++) {
    let [h, l] = [0, n]
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (l & 1) === 1
      l = ((l >>> 1) | (h << 31)) >>> 0
      h >>>= 1
      if (isOdd) [h, l] = [(h ^ polynomialHigh) >>> 0, (l ^ polynomialLow) >>> 0]
    }
    high[n] = h
    low[n] = l
  }
  return { high, low }
}

/** The checksum of the bytes that were added. */
export class Crc64 {
  #high = 0xffffffff
  #low = 0xffffffff

  add(bytes: Uint8Array) {
    let [high, low] = [this.#high, this.#low]
    for (let i = 0; i < bytes.length; i++) {
      const n = (low ^ (bytes[i] ?? 0)) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ (tables.low[n] ?? 0)
      high = (high >>> 8) ^ (tables.high[n] ?? 0)
    }
    this.#high = high >>> 0
    this.#low = low >>> 0
  }

  get value(): bigint {
    return (BigInt(~this.#high >>> 0) << 32n) | BigInt(~this.#low >>> 0)
  }
}
