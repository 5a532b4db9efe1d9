import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Name, optionalList, Sentence, Timestamp, withDefault } from '../api/shapes.ts'
import { because } from '../reasons.ts'

const eventTypes = ['channel', 'primary', 'route', 'orchestration'] as const

const maxShown = 200

const shownList = <T extends z.ZodType>(item: T) => optionalList(item).refine((list) => list.length <= maxShown)

const ShownEvent = z.object({ eventType: z.enum(eventTypes), eventName: Name, display: Name })
const ShownMediator = z.object({ mediator: z.string().min(1).max(500).describe('URN'), name: Name, display: Name })

const colour = (fallback: string) =>
  withDefault(z.string().regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/, because('not-a-colour')), fallback)
const Colours = z.object({
  inactive: colour('#cccccc'),
  active: colour('#4cae4c'),
  error: colour('#d43f3a'),
  text: colour('#000000'),
})
const between = (min: number, max: number, fallback: number) => withDefault(z.number().min(min).max(max), fallback)
const Size = z.object({
  responsive: withDefault(z.boolean(), true),
  width: between(0, 100_000, 1000),
  height: between(0, 100_000, 400),
  padding: between(0, 10_000, 20),
})
const Times = z.object({
  updatePeriod: between(50, 5000, 200),
  minDisplayPeriod: between(0, 5000, 500),
  maxSpeed: between(1, 10, 5),
  maxTimeout: between(1000, 10_000, 5000),
})

/** A saved selection of the channels and mediators of the map. OpenHIM's console also stores how it draws them. */
export const NewVisualizer = z.object({
  name: Name,
  components: shownList(ShownEvent),
  channels: shownList(ShownEvent),
  mediators: shownList(ShownMediator),
  color: withDefault(Colours, Colours.parse({})),
  size: withDefault(Size, Size.parse({})),
  time: withDefault(Times, Times.parse({})),
})
export type NewVisualizer = z.infer<typeof NewVisualizer>

const VisualizerChanges = z.object({
  name: Name.optional(),
  components: z.array(ShownEvent).max(maxShown).optional(),
  channels: z.array(ShownEvent).max(maxShown).optional(),
  mediators: z.array(ShownMediator).max(maxShown).optional(),
  color: Colours.optional(),
  size: Size.optional(),
  time: Times.optional(),
})

const Visualizer = z.object({ ...NewVisualizer.shape, _id: Id })
export type Visualizer = z.infer<typeof Visualizer>

/** The begin or the end of a request to the gateway, to a route, or from a mediator. Source: OpenHIM's `events`. */
const Event = z.object({
  created: Timestamp,
  channelID: Id,
  transactionID: Id,
  type: z.enum(eventTypes),
  event: z.enum(['start', 'end']),
  name: z.string(),
  status: z.int().optional(),
  statusType: z.enum(['success', 'error']).optional(),
  normalizedTimestamp: z.string().describe('epoch milliseconds'),
  autoRetryAttempt: z.int().optional(),
})
export type Event = z.infer<typeof Event>

/** The requests of one client through one channel to one route. */
const Flow = z.object({
  client: z.string().optional().describe('the Client ID; absent: nobody was identified, or the caller may not see it'),
  channelID: Id,
  channel: z.string(),
  route: z.string().optional().describe('absent: no upstream was reached'),
  primary: z.boolean(),
  count: z.int(),
  errors: z.int().describe('those that failed or were answered with 5xx'),
})
export type Flow = z.infer<typeof Flow>

const view = { permission: 'visualizer-view' } as const
const manage = { permission: 'visualizer-manage' } as const

export const visualizersApi = {
  list: {
    method: 'GET',
    path: '/visualizers',
    summary: 'List the visualizers',
    ...view,
    response: z.array(Visualizer),
  },
  get: {
    method: 'GET',
    path: '/visualizers/:id',
    summary: 'Show a visualizer',
    ...view,
    params: byId,
    response: Visualizer,
  },
  create: {
    method: 'POST',
    path: '/visualizers',
    summary: 'Add a visualizer',
    ...manage,
    maxBody: maxBody.form,
    body: NewVisualizer,
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/visualizers/:id',
    summary: 'Change a visualizer; absent fields keep their values',
    ...manage,
    params: byId,
    maxBody: maxBody.form,
    body: VisualizerChanges,
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/visualizers/:id',
    summary: 'Delete a visualizer',
    ...manage,
    params: byId,
    response: Sentence,
  },
  events: {
    method: 'GET',
    path: '/events/:receivedTime',
    summary: 'List what happened in the gateway since an instant of the last hour, in the channels the caller may see',
    ...view,
    params: z.object({ receivedTime: z.coerce.number().int().min(0).describe('epoch milliseconds') }),
    response: z.object({ events: z.array(Event) }),
  },
  traffic: {
    method: 'GET',
    path: '/traffic',
    summary: 'Count the requests of the last minutes by client, channel and route, in the channels the caller may see',
    ...view,
    query: z.object({ minutes: z.coerce.number().int().min(1).max(60).default(5) }),
    response: z.object({
      from: Timestamp.describe('later than asked for when there were too many requests to count'),
      until: Timestamp,
      flows: z.array(Flow),
    }),
  },
} as const satisfies Api
