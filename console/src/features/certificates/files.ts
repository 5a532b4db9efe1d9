const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

/** The content of a file in base64. */
export const readBase64 = async (file: Blob) => base64(new Uint8Array(await file.arrayBuffer()))

/** PEM as it stands; anything else is taken for DER and sent as base64, which is how the server knows it. */
export async function readPemOrDer(file: Blob): Promise<string> {
  const text = await file.text()
  return text.includes('-----BEGIN ') ? text : readBase64(file)
}

/** As a file may be called on every system. */
export const toFileName = (name: string) => name.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'certificate'
