/** Reads what a person sees on a page: each text with its place, and whether the place is too small for it. */
import type { Page } from 'playwright-core'

export type VisibleText = {
  text: string
  /** `cut`: a part is hidden. `split`: a word is broken over two lines. */
  fault: 'cut' | 'split' | undefined
}

/** Returns the visible texts of the page outside `code` and `pre`, with labels, titles and placeholders. */
export const readVisibleTexts = (page: Page): Promise<VisibleText[]> =>
  page.locator('body').evaluate((body) => {
    const { defaultView: view } = body.ownerDocument
    if (!view) return []
    const found: VisibleText[] = []
    const isShown = (element: Element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
    const isCut = (element: Element) => {
      for (let one: Element | null = element; one && one !== body; one = one.parentElement) {
        const style = view.getComputedStyle(one)
        const hides = style.overflowX === 'hidden' || style.overflowX === 'clip'
        // What is kept for screen readers alone is one pixel wide.
        if (hides && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1) return true
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') return false
      }
      return false
    }
    const isSplit = (node: Node, text: string) =>
      [...text.matchAll(/\p{L}+/gu)].some(({ 0: word, index }) => {
        const range = body.ownerDocument.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        return new Set(Array.from(range.getClientRects()).map(({ top }) => Math.round(top))).size > 1
      })
    const measure = view.document.createElement('canvas').getContext('2d')
    const isPlaceholderCut = (input: Element, text: string) => {
      const style = view.getComputedStyle(input)
      if (!measure) return false
      measure.font = style.font
      const place = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
      return measure.measureText(text).width > place + 1
    }

    const walker = body.ownerDocument.createTreeWalker(body, view.NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent ?? ''
      const element = node.parentElement
      if (!text.trim() || !element || element.closest('code, pre, script, style') || !isShown(element)) continue
      const fault = isCut(element) ? 'cut' : isSplit(node, text) ? 'split' : undefined
      found.push({ text: text.trim(), fault })
    }
    for (const element of Array.from(body.querySelectorAll('[aria-label], [title], [placeholder]'))) {
      if (!isShown(element) || element.closest('code, pre')) continue
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = element.getAttribute(name)?.trim()
        if (text)
          found.push({ text, fault: name === 'placeholder' && isPlaceholderCut(element, text) ? 'cut' : undefined })
      }
    }
    return found
  })
