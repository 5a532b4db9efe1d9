import type { Flow } from '@mediary/contract/operations/visualizers'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { buildLayout, columns, drawEdge, type Edge, edgeWidth, type Node, nodeSize } from './layout.ts'
import classes from './map.module.css'

/** The map of the requests. The table below it says the same to those who do not see it. */
export function TrafficMap({ flows }: { flows: readonly Flow[] }) {
  const t = useMessages('visualizer')
  const { nodes, edges, width, height } = buildLayout(flows)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={t('map')}>
      <svg className={classes.map} viewBox={`-2 0 ${width + 4} ${height}`} width={width} aria-hidden="true">
        {columns.map((column, i) => (
          <text key={column} className={classes.heading} x={i * ((width - nodeSize.width) / 2)} y={16}>
            {t(`${column}s`)}
          </text>
        ))}
        {edges.map((edge) => (
          <Line key={edge.key} edge={edge} />
        ))}
        {nodes.map((node) => (
          <Box key={node.key} node={node} />
        ))}
      </svg>
    </section>
  )
}

/** A line flashes when requests have come: its key holds their number, so it is drawn anew. */
const Line = ({ edge }: { edge: Edge }) => (
  <g key={edge.count}>
    <path
      className={`${classes.edge} ${edge.errors > 0 ? classes.failing : ''}`}
      d={drawEdge(edge)}
      strokeWidth={edgeWidth(edge)}
    />
    <path key={edge.count} className={classes.flash} d={drawEdge(edge)} strokeWidth={edgeWidth(edge) + 2} />
  </g>
)

const maxLetters = 23

const shorten = (text: string) => (text.length > maxLetters ? `${text.slice(0, maxLetters - 1)}…` : text)

function Box({ node }: { node: Node }) {
  const t = useMessages('visualizer')
  const { language } = useClock()
  const { column, name, isOthers, count, errors, x, y } = node
  const label = name ?? (isOthers ? t('others') : t(column === 'client' ? 'no-client' : 'no-route'))
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{label}</title>
      <rect
        className={`${classes.box} ${errors > 0 ? classes.failing : ''}`}
        width={nodeSize.width}
        height={nodeSize.height}
        rx={6}
      />
      <text className={classes.name} x={12} y={19}>
        {shorten(label)}
      </text>
      <text className={classes.count} x={12} y={37}>
        {t('requests', { count: formatCount(count, language) })}
        {errors > 0 && (
          <tspan className={classes.errors}>{` · ${t('errors', { count: formatCount(errors, language) })}`}</tspan>
        )}
      </text>
    </g>
  )
}
