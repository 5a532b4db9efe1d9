/** What a person can mend; the message is one sentence for them. */
export class Fault extends Error {
  override readonly name = 'Fault'
}
