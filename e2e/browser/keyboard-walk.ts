// Walks through what stands on a page with Tab, as somebody without a mouse does.
import type { Page } from 'playwright-core'

/** The controls of a page, and what the walk found out about them. It runs in the page. */
const install = `(() => {
  const native = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable="true"]'
  const isShown = (it) => it.checkVisibility({ visibilityProperty: true }) && it.getClientRects().length > 0
  const isUsable = (it) => !it.disabled && !it.closest('[aria-hidden="true"], [inert]') && it.type !== 'hidden' && it.type !== 'file'
  const describe = (it) => it.tagName.toLowerCase() + ' "' +
    (it.getAttribute('aria-label') || it.labels?.[0]?.innerText || it.innerText || it.name || it.className || '').slice(0, 60).trim() + '"'
  const radio = (it) => it.type === 'radio' ? it.name : undefined
  const ancestors = (it) => { const all = []; for (let one = it; one && all.length < 5; one = one.parentElement) all.push(one); return all }
  const look = (it) => [...ancestors(it), it.nextElementSibling, it.closest('label, tr, li')].map((one) => {
    if (!one) return ''
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor, textDecorationLine } = getComputedStyle(one)
    return [outlineStyle === 'none' ? '' : outlineWidth, boxShadow, borderColor, backgroundColor, textDecorationLine].join()
  }).join(';')
  let root, looks, reached, last, stops
  const controls = () => [...root.querySelectorAll(native)].filter((it) => isShown(it) && isUsable(it))
  const frame = () => new Promise(requestAnimationFrame)
  const walk = {
    /** Begins at the start of a part of the page. */
    begin(selector) {
      root = document.querySelectorAll(selector)[document.querySelectorAll(selector).length - 1]
      looks = new Map()
      document.activeElement.blur()
      for (const it of controls()) looks.set(it, look(it))
      reached = new Set()
      last = undefined
      const isFocusable = root.hasAttribute('tabindex')
      if (!isFocusable) root.tabIndex = -1
      root.focus({ preventScroll: true })
      if (!isFocusable) root.removeAttribute('tabindex')
    },
    /** Notes what has the focus. Returns whether the walk goes on, and what is wrong. */
    async note() {
      const it = document.activeElement
      // A field for a date has several stops.
      stops = it === last ? stops + 1 : 1
      if (!root.contains(it) || (reached.has(it) && (it !== last || stops > 9))) return { isFurther: false }
      if (it === last) return { isFurther: true }
      last = it
      reached.add(it)
      const before = looks.get(it)
      for (let n = 0; n < 30 && before !== undefined && look(it) === before; n++) await frame()
      return { isFurther: true, unseen: before !== undefined && look(it) === before ? describe(it) : undefined }
    },
    /** Lists what Tab did not reach: of a group that arrow keys lead through, one is enough. */
    missed() {
      const groups = new Set([...reached].map(radio).filter(Boolean))
      const isInGroup = (it) => it.tabIndex < 0 && it.closest('[role="tablist"], [role="grid"], [role="radiogroup"], [role="menu"], [role="listbox"]')
      const isForPointer = (it) => it.tabIndex < 0 && !['A', 'BUTTON'].includes(it.tagName)
      return controls().filter((it) => looks.has(it) && !reached.has(it) && !groups.has(radio(it)) && !isInGroup(it) && !isForPointer(it)).map(describe)
    },
    /** Lists what only a pointer can press. A whole row of a list also opens with its link, and with Enter. */
    forPointerOnly() {
      const isPointer = (it) => getComputedStyle(it).cursor === 'pointer'
      return [...root.querySelectorAll('*')].filter((it) => isShown(it) && isPointer(it) && !(it.parentElement && isPointer(it.parentElement)) &&
        !it.closest('[aria-hidden="true"]') && !it.closest(native + ', label, [data-choosable], [role="option"]') && !it.querySelector(native)).map(describe)
    },
    /** Lists the buttons of the page. Of the rows of a list, those of the first are enough. */
    buttons() {
      const isFirst = (it) => { const row = it.closest('tbody tr, li, article'); return !row || !row.previousElementSibling?.matches('tr, li, article') }
      return [...document.querySelectorAll('main button')].filter((it) => isShown(it) && isUsable(it) && isFirst(it)).map(describe)
    },
    /** Puts the focus on a button of that list, and returns whether it is still there. */
    focusOn(name) {
      const it = [...document.querySelectorAll('main button')].find((one) => isShown(one) && isUsable(one) && describe(one) === name)
      it?.focus()
      return it !== undefined
    },
    dialogs: () => [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].filter(isShown).length,
    isInDialog: () => document.activeElement.closest('[role="dialog"], [role="alertdialog"]') !== null,
    isNowhere: () => document.activeElement === document.body,
  }
  window.walk = walk
})()`

const maxPresses = 300

type Noted = { isFurther: boolean; unseen?: string }

/** Lists the buttons of a page by their names. */
export async function listButtons(page: Page): Promise<string[]> {
  await page.evaluate(install)
  return [...new Set(await page.evaluate<string[]>('walk.buttons()'))]
}

/** Presses a button. When it opens a dialog, walks through it and leaves it again. Returns what is wrong with that. */
export async function pressAndLeave(page: Page, button: string, waitForPage: () => Promise<void>): Promise<string[]> {
  await page.evaluate(install)
  if (!(await page.evaluate<boolean>(`walk.focusOn(${JSON.stringify(button)})`))) return []
  await page.keyboard.press('Enter')
  await waitForPage()
  if ((await page.evaluate<number>('walk.dialogs()')) === 0) return []
  // A panel beside its button is entered with the next press of Tab.
  if (!(await page.evaluate<boolean>('walk.isInDialog()'))) await page.keyboard.press('Tab')
  const isInside = await page.evaluate<boolean>('walk.isInDialog()')
  const wrong = await walk(page, '[role="dialog"], [role="alertdialog"]')
  // The first may close a list of suggestions.
  for (let n = 0; n < 2 && (await page.evaluate<number>('walk.dialogs()')) > 0; n++) {
    await page.keyboard.press('Escape')
    await waitForPage()
  }
  const isOpen = (await page.evaluate<number>('walk.dialogs()')) > 0
  const isNowhere = await page.evaluate<boolean>('walk.isNowhere()')
  return [
    ...(isInside ? [] : ['the focus does not go into its dialog']),
    ...wrong.map((one) => `in its dialog ${one}`),
    ...(isOpen ? ['Escape does not close its dialog'] : []),
    ...(isNowhere ? ['the focus is nowhere after its dialog'] : []),
  ]
}

/** Presses Tab through a part of the page. Returns what is wrong with it for somebody without a mouse. */
export async function walk(page: Page, part: string): Promise<string[]> {
  await page.evaluate(install)
  await page.evaluate(`walk.begin(${JSON.stringify(part)})`)
  const wrong: string[] = []
  for (let n = 0; n < maxPresses; n++) {
    await page.keyboard.press('Tab')
    const { isFurther, unseen } = await page.evaluate<Noted>('walk.note()')
    if (!isFurther) break
    if (unseen) wrong.push(`the focus cannot be seen on ${unseen}`)
  }
  const missed = await page.evaluate<string[]>('walk.missed()')
  const forPointer = await page.evaluate<string[]>('walk.forPointerOnly()')
  return [
    ...wrong,
    ...missed.map((control) => `Tab does not lead to ${control}`),
    ...forPointer.map((control) => `only a pointer can press ${control}`),
  ]
}
