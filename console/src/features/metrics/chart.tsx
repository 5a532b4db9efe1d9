import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { type Clock, formatTimeMarks, getZoneName } from '../../lib/times.ts'
import 'uplot/dist/uPlot.min.css'

export type Line = { label: string; values: readonly number[]; colour: 'first' | 'second' | 'before' }
export type ChartProps = { label: string; times: readonly number[]; lines: readonly Line[]; clock: Clock }

// Blue and orange of Okabe and Ito are told apart by everyone; the second line is dashed as well.
const colours = {
  light: { first: '#0060a0', second: '#a85200', before: '#868e96', axis: '#545d66', grid: '#dee2e6' },
  dark: { first: '#56b4e9', second: '#e69f00', before: '#868e96', axis: '#b0b0b0', grid: '#3b3b3b' },
} as const
const height = 220
const hour = 3600

function buildOptions({ times, lines, clock }: ChartProps, width: number, scheme: 'light' | 'dark'): uPlot.Options {
  const colour = colours[scheme]
  const axis = { stroke: colour.axis, grid: { stroke: colour.grid, width: 1 }, ticks: { stroke: colour.grid } }
  const zone = getZoneName(clock)
  const marks: uPlot.Axis.DynamicValues = (_plot, seconds, _axis, _space, apart) =>
    formatTimeMarks(
      seconds.map((second) => second * 1000),
      apart * 1000,
      clock,
    )
  return {
    width,
    height,
    ...(zone && { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), zone) }),
    axes: [
      { ...axis, values: marks },
      { ...axis, size: 64 },
    ],
    scales: {
      // Of a single moment uPlot shows the years after it.
      x: { range: (_plot, first, last) => (times.length === 1 ? [first - hour, first + hour] : [first, last]) },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    legend: { live: false },
    series: [
      {},
      ...lines.map(({ label, colour: name }) => ({
        label,
        stroke: colour[name],
        width: 2,
        ...(name === 'second' && { dash: [6, 4] }),
        points: { show: name !== 'before', size: 5 },
      })),
    ],
  }
}

/** A line chart. The table beside it has the same numbers for people who cannot see it. */
export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const element = place.current
    if (!element) return
    const data: uPlot.AlignedData = [
      props.times.map((time) => time / 1000),
      ...props.lines.map(({ values }) => [...values]),
    ]
    const plot = new uPlot(buildOptions(props, element.clientWidth, scheme), data, element)
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      plot.destroy()
    }
  }, [props, scheme])
  return <div ref={place} role="img" aria-label={props.label} />
}
