import { type ComponentProps, useEffect, useRef } from 'react'
import classes from './tick.module.css'

type TickProps = Omit<ComponentProps<'input'>, 'type' | 'className'> & { indeterminate?: boolean }

/** A checkbox of a row. It is the browser's own: a list draws hundreds while it scrolls. A finger may touch beside it. */
export function Tick({ indeterminate = false, ...props }: TickProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate
  }, [indeterminate])
  return (
    <label className={classes.touched}>
      <input ref={box} type="checkbox" className={classes.tick} {...props} />
    </label>
  )
}
