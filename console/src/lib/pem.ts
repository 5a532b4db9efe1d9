const block = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/

/** Returns the base64 of the first certificate, without line breaks. */
const readContent = (pem: string) => block.exec(pem)?.[1]?.replace(/\s/g, '')

/** Returns whether two texts begin with the same certificate. */
export const isSamePem = (one: string, other: string) =>
  readContent(one) !== undefined && readContent(one) === readContent(other)
