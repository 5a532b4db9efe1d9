export { JSONPathEnvironment } from 'json-p3'
