/** Reasons for which a call about visualizers is refused. */
export const visualizerReasons = {
  'visualizer-not-found': 'No visualizer has the id {id}',
  'visualizer-name-taken': 'A visualizer with the name "{name}" exists already',
  'not-a-colour': 'must be a colour such as #4cae4c',
} as const satisfies Record<string, string>
