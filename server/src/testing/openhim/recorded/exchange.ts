// The shape of a recorded exchange with OpenHIM 8.5.

/** A call, what OpenHIM answered, and what is answered here where that is another status. */
export type Exchange = {
  /** `{/groups group=Night}` in the path stands for the id of that document of the list. */
  call: [method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object]
  openhim: number
  /** The text of the answer, or fields that the answered document has. */
  answers?: string | object
  /** The status here, if it is another. Then `listed` is the beginning of its line in the migration guide. */
  here?: number
  listed?: string
  /** The call has no credentials. */
  isPublic?: boolean
}

/** What a section of the specification records, in the order of the calls. */
export type RecordedSection = { section: string; title: string; exchanges: Exchange[] }
