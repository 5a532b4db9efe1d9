const shapes = {
  plus: 'M12 5v14M5 12h14',
  cross: 'M6 6l12 12M18 6L6 18',
  tick: 'M4 12.5l5.5 5.5L20 7',
  pencil: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  floppy: 'M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  warning: 'M12 4L2.5 20h19zM12 10v5M12 17.5v.5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  menu: 'M4 7h16M4 12h16M4 17h16',
  dashboard: 'M4 13h7V4H4zM13 20h7v-9h-7zM4 20h7v-4H4zM13 8h7V4h-7z',
  now: 'M3 12h4l3-8 4 16 3-8h4',
  clients: 'M4 5h16v11H4zM8 20h8M12 16v4',
  channels: 'M4 7h10l3-3M4 17h10l3 3M17 12h3M4 12h9',
  mediators: 'M9 4h6v6H9zM4 18h4M16 18h4M8 15h8v6H8zM12 10v5',
  'contact-lists': 'M4 5h16v14H4zM4 7l8 6 8-6',
  'export-import': 'M8 20V5M4 9l4-4 4 4M16 4v15M12 15l4 4 4-4',
  nodes: 'M4 4h16v6H4zM4 14h16v6H4zM7 7h1M7 17h1',
  logs: 'M5 4h14v16H5zM8 8h8M8 12h8M8 16h5',
  visualizer: 'M4 6h4v4H4zM4 14h4v4H4zM16 10h4v4h-4zM8 8c4 0 4 4 8 4M8 16c4 0 4-4 8-4',
  transactions: 'M4 8h14l-3-3M20 16H6l3 3',
  tasks: 'M4 6h3v3H4zM4 15h3v3H4zM11 7.5h9M11 16.5h9',
  retention: 'M5 4h14M5 20h14M7 4v3l5 5 5-5V4M7 20v-3l5-5 5 5v3',
  refusals: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.8 5.8l12.4 12.4',
  issues: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v6M12 16v.5',
  certificates: 'M5 4h14v10H5zM9 14v6l3-2 3 2v-6M8 8h8',
  users: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 3-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M18 14c2 .6 3 2.6 3 6',
  history: 'M4 12a8 8 0 1 0 2.3-5.7M4 4v4h4M12 8v4.5l3 2',
  audits: 'M5 4h14v16H5zM8 9l1.5 1.5L12 8M8 15l1.5 1.5L12 14M14 9.5h2.5M14 15.5h2.5',
  notices: 'M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 7m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M9 17m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  about: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7v.5',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  expand: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  right: 'M9 5l7 7-7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  up: 'M12 19V5M6 11l6-6 6 6',
  play: 'M7 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  refresh: 'M20 12a8 8 0 1 1-2.3-5.7M20 4v4h-4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-5 4-7 8-7s8 2 8 7',
} as const
export type IconName = keyof typeof shapes

/** An icon without a name. The control around it carries the name. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      d={shapes[name]}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
)
