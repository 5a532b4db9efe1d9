const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

/** Returns the content of a file in base64. */
export const readBase64 = async (file: Blob) => base64(new Uint8Array(await file.arrayBuffer()))

/** Returns PEM as it is, and any other content in base64: the server reads that as DER. */
export async function readPemOrDer(file: Blob): Promise<string> {
  const text = await file.text()
  return text.includes('-----BEGIN ') ? text : readBase64(file)
}

/** Returns a file name that every system accepts. */
export const toFileName = (name: string) => name.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'certificate'
