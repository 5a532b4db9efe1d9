const toBytes = (text: string, encoding: 'utf-8' | 'base64') =>
  encoding === 'utf-8' ? new TextEncoder().encode(text) : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

/** Hands a file to the person. */
export function saveFile(name: string, content: Blob) {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Hands a text, or the bytes that it spells in base64, to the person as a file. */
export function download(name: string, text: string, encoding: 'utf-8' | 'base64' = 'utf-8') {
  saveFile(name, new Blob([toBytes(text, encoding)], { type: 'application/octet-stream' }))
}
