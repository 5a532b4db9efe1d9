/** Runs XPath expressions on XML documents, within bounds, with the namespaces that documents declare. */
import type { Document, Element } from 'slimdom'
import { xml as library } from '../../platform/libraries/libraries.ts'
import { patternError } from '../../platform/patterns/pattern.ts'
import { isWithinBounds } from '../../platform/text/xml-bounds.ts'

// They run patterns, some of them taken from the body, on an engine that can be made to run away.
const patternFunctions = /\b(matches|replace|tokenize|analyze-string|function-lookup)\s*[(#]/

/** Prefixes that health documents use, for a document that declares the namespace under another prefix. */
const knownNamespaces: Record<string, string[]> = {
  soap: ['http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'],
  soapenv: ['http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'],
  env: ['http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'],
  wsa: ['http://www.w3.org/2005/08/addressing'],
  fhir: ['http://hl7.org/fhir'],
  hl7: ['urn:hl7-org:v3'],
  cda: ['urn:hl7-org:v3'],
  v3: ['urn:hl7-org:v3'],
  xds: ['urn:ihe:iti:xds-b:2007'],
  ihe: ['urn:ihe:iti:xds-b:2007'],
  rim: ['urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'],
  rs: ['urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0'],
  lcm: ['urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0'],
  query: ['urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0'],
  xop: ['http://www.w3.org/2004/08/xop/include'],
  xsi: ['http://www.w3.org/2001/XMLSchema-instance'],
  xhtml: ['http://www.w3.org/1999/xhtml'],
}

/** A namespace that no document has: its names match nothing. */
const noNamespace = 'urn:mediary:not-declared'

/** Throws PatternError when an expression cannot be run on every document. */
function checkXPath(expression: string) {
  const uses = patternFunctions.exec(expression)?.[1]
  if (uses) throw patternError('unsafe-xpath-function', { name: uses })
  const { fontoxpath, parseXmlDocument } = library()
  try {
    const namespaceResolver = (prefix: string) => (prefix ? `urn:${prefix}` : null)
    fontoxpath.evaluateXPathToString(expression, parseXmlDocument('<a/>'), null, {}, { namespaceResolver })
  } catch (error) {
    // XPST are the static errors of XPath 3.1: wrong for every document. Others may be wrong for this one only.
    if (/XPST\d/.test(String(error))) throw patternError('not-xpath', {}, { cause: error })
  }
}

/** Returns the strings that an expression finds in a document; none in one that is out of bounds. Throws PatternError. */
export function compileXPath(expression: string): (xml: string) => string[] {
  checkXPath(expression)
  const { evaluateXPathToStrings } = library().fontoxpath
  return (xml) => {
    const document = parseBounded(xml)
    return document ? evaluateXPathToStrings(expression, document, null, {}, collectNamespaces(document)) : []
  }
}

/** Compares the string value of an expression with a text; a document that cannot be read is not equal. */
export function compileXPathRule(expression: string, value: string): (xml: string) => boolean {
  checkXPath(expression)
  const { evaluateXPathToString } = library().fontoxpath
  return (xml) => {
    try {
      const document = parseBounded(xml)
      if (!document) return false
      return evaluateXPathToString(expression, document, null, {}, collectNamespaces(document)) === value
    } catch {
      return false
    }
  }
}

const parseBounded = (xml: string) => (isWithinBounds(xml) ? library().parseXmlDocument(xml) : undefined)

function collectNamespaces(document: Document) {
  const declared = readNamespaces(document)
  const present = new Set(declared.values())
  return {
    namespaceResolver(prefix: string): string | null {
      const uri = declared.get(prefix)
      if (uri !== undefined || prefix === '') return uri ?? null
      const known = Object.hasOwn(knownNamespaces, prefix) ? (knownNamespaces[prefix] ?? []) : []
      return known.find((one) => present.has(one)) ?? noNamespace
    },
  }
}

/** The namespaces that a document declares, by prefix. The first declaration counts; a default one only on the root. */
function readNamespaces(document: Document): Map<string, string> {
  const found = new Map<string, string>()
  for (let element: Element | null = document.documentElement; element; element = nextElement(element)) {
    for (const { name, localName, value } of element.attributes) {
      const isDefault = name === 'xmlns' && element === document.documentElement
      if (isDefault) found.set('', value)
      else if (name === 'xmlns') found.set(`\0${value}`, value)
      else if (name.startsWith('xmlns:') && !found.has(localName)) found.set(localName, value)
    }
  }
  return found
}

function nextElement(element: Element): Element | null {
  if (element.firstElementChild) return element.firstElementChild
  for (let at: Element | null = element; at; at = at.parentElement)
    if (at.nextElementSibling) return at.nextElementSibling
  return null
}
