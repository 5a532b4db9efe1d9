import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { type Clock, formatCount, formatMoment, formatTimeMarks, getZoneName, readOffset } from '../../lib/times.ts'
import { findRoundStep, findRoundTimes } from './axis.ts'
import classes from './chart.module.css'

export type Line = { label: string; values: readonly number[]; colour: 'first' | 'second' | 'third' | 'before' }
export type ChartProps = { label: string; times: readonly number[]; lines: readonly Line[]; clock: Clock }

const height = 220
const plot = { top: 8, right: 24, bottom: 40, left: 64 }
const base = height - plot.bottom
const hour = 3_600_000
/** The room of a mark, in pixels. */
const markRoom = { across: 76, up: 40 }
const maxPoints = 60

/** Places times and numbers in a picture of a width. */
function scale({ times, lines }: ChartProps, width: number) {
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  // One moment alone stands in the middle of two hours.
  const [from, to] = first === last ? [first - hour, last + hour] : [first, last]
  const step = findRoundStep(Math.max(0, ...lines.flatMap(({ values }) => values)), (base - plot.top) / markRoom.up)
  const highest = Math.max(0, ...lines.flatMap(({ values }) => values))
  const top = Math.max(1, Math.ceil(highest / step)) * step
  const across = Math.max(width - plot.left - plot.right, 1)
  return {
    from,
    to,
    toX: (time: number) => plot.left + ((time - from) / (to - from)) * across,
    toY: (value: number) => base - (value / top) * (base - plot.top),
    numbers: Array.from({ length: top / step + 1 }, (_, i) => i * step),
  }
}
type Scale = ReturnType<typeof scale>

/** A line chart. The table beside it has the same numbers for people who cannot see it. */
export function Chart(props: ChartProps) {
  const { label, times, lines, clock } = props
  const { width, frame } = useWidth()
  const [pointed, setPointed] = useState<number>()
  const scales = useMemo(() => scale(props, width), [props, width])
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const x = clientX - currentTarget.getBoundingClientRect().left
    const distances = times.map((time) => Math.abs(scales.toX(time) - x))
    setPointed(distances.indexOf(Math.min(...distances)))
  }
  const time = pointed === undefined ? undefined : times[pointed]
  return (
    <div ref={frame} role="img" aria-label={label}>
      {width > 0 && (
        <svg
          className={classes.plot}
          width={width}
          height={height}
          onPointerMove={point}
          onPointerLeave={() => setPointed(undefined)}
          aria-hidden="true"
        >
          <Numbers scales={scales} width={width} clock={clock} />
          <Times scales={scales} width={width} clock={clock} />
          {time !== undefined && (
            <line className={classes.pointed} x1={scales.toX(time)} x2={scales.toX(time)} y1={plot.top} y2={base} />
          )}
          {lines.map((line) => (
            <Curve key={line.label} line={line} times={times} scales={scales} />
          ))}
        </svg>
      )}
      <div className={classes.legend}>
        {lines.map(({ label: name, colour, values }) => (
          <span key={name} className={classes[colour]}>
            <svg width="18" height="10" aria-hidden="true">
              <line x1="0" x2="18" y1="5" y2="5" />
            </svg>
            {name}
            {pointed !== undefined && <b>{formatCount(values[pointed] ?? 0, clock.language)}</b>}
          </span>
        ))}
        {time !== undefined && <span>{formatMoment(time, clock, 'without')}</span>}
      </div>
    </div>
  )
}

/** Returns the width of an element, and what to give to it. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const resized = new ResizeObserver(() => setWidth(element.clientWidth))
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  return { width, frame }
}

type AxisProps = { scales: Scale; width: number; clock: Clock }

const Numbers = ({ scales: { numbers, toY }, width, clock }: AxisProps) =>
  numbers.map((number) => (
    <g key={number}>
      <line className={classes.grid} x1={plot.left} x2={width - plot.right} y1={toY(number)} y2={toY(number)} />
      <text className={classes.number} x={plot.left - 8} y={toY(number)}>
        {formatCount(number, clock.language)}
      </text>
    </g>
  ))

function Times({ scales: { from, to, toX }, width, clock }: AxisProps) {
  const count = Math.max(2, (width - plot.left - plot.right) / markRoom.across)
  const { times, apart } = findRoundTimes(from, to, count, readOffset(getZoneName(clock)))
  const marks = formatTimeMarks(times, apart, clock)
  return times.map((time, i) => (
    <g key={time}>
      <line className={classes.grid} x1={toX(time)} x2={toX(time)} y1={plot.top} y2={base} />
      <text className={classes.time} y={base + 16}>
        {marks[i]?.split('\n').map((part, row) => (
          <tspan key={part} x={toX(time)} dy={row * 15}>
            {part}
          </tspan>
        ))}
      </text>
    </g>
  ))
}

type CurveProps = { line: Line; times: readonly number[]; scales: Scale }

const Curve = ({ line: { values, colour }, times, scales: { toX, toY } }: CurveProps) => (
  <g className={classes[colour]}>
    <polyline points={times.map((time, i) => `${toX(time)},${toY(values[i] ?? 0)}`).join(' ')} />
    {colour !== 'before' &&
      times.length <= maxPoints &&
      times.map((time, i) => <circle key={time} cx={toX(time)} cy={toY(values[i] ?? 0)} r="2.5" />)}
  </g>
)
