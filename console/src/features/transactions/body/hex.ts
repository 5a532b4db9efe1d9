const perLine = 16
const maxBytes = 4096

const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')

/** Returns the first 4 KiB as `hexdump -C` prints them: offset, bytes and characters. */
export function toHexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, maxBytes); at += perLine) {
    const row = [...bytes.subarray(at, at + perLine)]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(perLine * 3 - 1)}  ${row.map(printable).join('')}`)
  }
  return lines.join('\n')
}
