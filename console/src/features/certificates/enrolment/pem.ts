const lineLength = 64

export function toBase64(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
}

export function toPem(label: string, der: ArrayBuffer): string {
  const lines = toBase64(der).match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** Returns the bytes of the first PEM block. */
export function toDer(pem: string): ArrayBuffer {
  const text = /-----BEGIN [A-Z ]+-----([^-]*)-----END/.exec(pem)?.[1] ?? ''
  return Uint8Array.from(atob(text.replace(/\s/g, '')), (letter) => letter.charCodeAt(0)).buffer
}
