const block = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/

/** The base64 of the first certificate, without line breaks. */
const readContent = (pem: string) => block.exec(pem)?.[1]?.replace(/\s/g, '')

/** Whether two texts begin with the same certificate. */
export const isSamePem = (one: string, other: string) =>
  readContent(one) !== undefined && readContent(one) === readContent(other)
