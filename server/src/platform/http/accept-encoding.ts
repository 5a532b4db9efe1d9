/** Reads Accept-Encoding (RFC 9110 §12.5.3). A weight of 0 refuses a coding. */
export function acceptsCoding(acceptEncoding: string | undefined, coding: 'gzip' | 'br'): boolean {
  const weights = new Map<string, number>()
  for (const one of (acceptEncoding ?? '').split(',')) {
    const [name = '', ...parameters] = one.trim().toLowerCase().split(';')
    const weight = parameters
      .map((text) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(text)?.[1])
      .find((text) => text !== undefined)
    // RFC 9110 §8.4.1.3: x-gzip is another name of gzip.
    weights.set(name.trim().replace(/^x-gzip$/, 'gzip'), weight === undefined ? 1 : Number(weight))
  }
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}
