/** The positions of a body in the bytes at hand: between them may be the sizes of chunks. */
export class BodyRanges {
  /** from, to, from, to … */
  private readonly positions: number[] = []
  readonly add = (from: number, to: number) => void this.positions.push(from, to)

  clear() {
    this.positions.length = 0
  }

  get isEmpty() {
    return this.positions.length === 0
  }

  /** Returns the bytes of the body without a copy. Undefined when they do not stand together. */
  view(bytes: Buffer): Buffer | undefined {
    const { positions } = this
    return positions.length === 2 ? bytes.subarray(positions[0], positions[1]) : undefined
  }

  /** Copies the bytes of the body into a buffer of their own. */
  copy(bytes: Buffer): Buffer {
    const { positions } = this
    let total = 0
    for (let i = 0; i < positions.length; i += 2) total += (positions[i + 1] ?? 0) - (positions[i] ?? 0)
    const copy = Buffer.allocUnsafe(total)
    let filled = 0
    for (let i = 0; i < positions.length; i += 2) filled += bytes.copy(copy, filled, positions[i], positions[i + 1])
    return copy
  }
}
