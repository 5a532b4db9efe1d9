import { useEffect, useState } from 'react'

const isShown = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element !== document.body && element.checkVisibility()

/** Gives the focus back to what had it when a dialog opened. When that is gone, the content of the page gets it. */
export function useFocusReturn() {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const content = document.getElementById('content')
      const { activeElement } = document
      const isNowhere = activeElement === null || activeElement === document.body || activeElement === content
      if (isNowhere) (isShown(opener) ? opener : content)?.focus({ preventScroll: true })
    },
    [opener],
  )
}
