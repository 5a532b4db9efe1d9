export const notes = {
  title: 'Notes',
  none: 'There is no note yet.',
  one: '{name}, {time}',
  text: 'New note',
  help: 'Everybody who may see this page reads it. Do not write passwords or data of patients.',
  add: 'Add the note',
  remove: 'Remove the note: {name}, {time}',
} as const
