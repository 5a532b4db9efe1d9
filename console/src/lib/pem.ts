const block = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/

/** The base64 of the first certificate, without line breaks. */
const content = (pem: string) => block.exec(pem)?.[1]?.replace(/\s/g, '')

/** Whether two texts begin with the same certificate. */
export const samePem = (one: string, other: string) => content(one) !== undefined && content(one) === content(other)
