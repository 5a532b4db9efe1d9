// Rewrites a truecolour PNG as a PNG with a palette of at most 256 colours: screenshots become a third as large.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const maxColours = 256
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

type Image = { width: number; height: number; colours: Uint32Array }

/** Returns the same picture with a palette; rare colours take the nearest common one. */
export function toPalette(png: Buffer): Buffer {
  const image = decode(png)
  const palette = commonColours(image.colours)
  const nearest = nearestIn(palette)
  const indexes = Uint8Array.from(image.colours, (colour) => nearest(colour))
  return encode(image, palette, indexes)
}

function decode(png: Buffer): Image {
  const data: Buffer[] = []
  let header: Buffer | undefined
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const content = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = content
    if (type === 'IDAT') data.push(content)
    at += length + 12
  }
  if (header?.[8] !== 8 || header[12] !== 0) throw new Error('Only plain 8-bit PNG files are read.')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = header[9] === 6 ? 4 : 3
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels, height)
  const colours = new Uint32Array(width * height)
  for (let i = 0; i < colours.length; i++) {
    const at = i * channels
    colours[i] = ((rows[at] ?? 0) << 16) | ((rows[at + 1] ?? 0) << 8) | (rows[at + 2] ?? 0)
  }
  return { width, height, colours }
}

/** Undoes the filter of each line (PNG specification, section 9). */
function unfilter(filtered: Buffer, stride: number, channels: number, height: number): Uint8Array {
  const rows = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x >= channels ? (rows[at - channels] ?? 0) : 0
      const up = y > 0 ? (rows[at - stride] ?? 0) : 0
      const upLeft = y > 0 && x >= channels ? (rows[at - stride - channels] ?? 0) : 0
      rows[at] = (filtered[y * (stride + 1) + 1 + x] ?? 0) + predict(filter, left, up, upLeft)
    }
  }
  return rows
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const estimate = left + up - upLeft
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)]
  return a <= b && a <= c ? left : b <= c ? up : upLeft
}

/** Returns the most frequent colours, with at most one of each group of colours that nobody can tell apart. */
function commonColours(colours: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byFrequency = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour)
  if (byFrequency.length <= maxColours) return byFrequency
  const chosen: number[] = []
  for (const colour of byFrequency) {
    if (chosen.length === maxColours) break
    if (chosen.every((one) => distance(one, colour) > 100)) chosen.push(colour)
  }
  return chosen
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}

function nearestIn(palette: readonly number[]) {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour: number): number => {
    const found = known.get(colour)
    if (found !== undefined) return found
    let best = 0
    for (let i = 1; i < palette.length; i++)
      if (distance(palette[i] ?? 0, colour) < distance(palette[best] ?? 0, colour)) best = i
    known.set(colour, best)
    return best
  }
}

function encode({ width, height }: Image, palette: readonly number[], indexes: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  header[9] = 3
  const lines = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) lines.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(content.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
