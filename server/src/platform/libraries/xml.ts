export { default as fontoxpath } from 'fontoxpath'
export { Document, parseXmlDocument, serializeToWellFormedString } from 'slimdom'
