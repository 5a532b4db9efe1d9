import { appReasons } from './reasons/apps.ts'
import { certificateReasons } from './reasons/certificates.ts'
import { channelReasons } from './reasons/channels.ts'
import { clientReasons } from './reasons/clients.ts'
import { contactGroupReasons, noticeReasons } from './reasons/contact-groups.ts'
import { mediatorReasons } from './reasons/mediators.ts'
import { configurationReasons, importNotes, metadataReasons } from './reasons/metadata.ts'
import { patternReasons } from './reasons/patterns.ts'
import { serverReasons } from './reasons/server.ts'
import { fillTemplate, type Parameters, type ParametersOf } from './reasons/template.ts'
import { bodyReasons, transactionReasons } from './reasons/transactions.ts'
import { userReasons } from './reasons/users.ts'
import { validationReasons } from './reasons/validation.ts'
import { visualizerReasons } from './reasons/visualizers.ts'

export type { Parameters } from './reasons/template.ts'

/**
 * The catalogue of all reasons for which the API refuses a call, and of all notes of an import, each with its English text.
 *
 * The server throws a reason and its parameters and makes the English `detail` or `message` from this catalogue. A
 * client that speaks another language keeps a catalogue of its own with the same keys, such as
 * `Record<ProblemReason, string>`, looks up the `reason` of the problem and of each issue with `isProblemReason`, and
 * fills in `parameters` with `fillTemplate`. For a key that it does not know it shows the English text that came along.
 */
export const problemReasons = {
  ...validationReasons,
  ...patternReasons,
  ...channelReasons,
  ...clientReasons,
  ...certificateReasons,
  ...mediatorReasons,
  ...contactGroupReasons,
  ...visualizerReasons,
  ...appReasons,
  ...metadataReasons,
  ...importNotes,
  ...noticeReasons,
  ...configurationReasons,
  ...transactionReasons,
  ...bodyReasons,
  ...userReasons,
  ...serverReasons,
} as const satisfies Record<string, string>

export type ProblemReason = keyof typeof problemReasons

/** The parameters that the text of a reason names. */
type ReasonParameters<R extends ProblemReason> = ParametersOf<(typeof problemReasons)[R]>

/** The arguments after a reason: its parameters, where its text names some, and options. */
export type ReasonArguments<R extends ProblemReason, Options = never> = [keyof ReasonParameters<R>] extends [never]
  ? [parameters?: Record<string, never>, options?: Options]
  : [parameters: ReasonParameters<R>, options?: Options]

/** The reasons whose text is the same each time. */
export type PlainReason = {
  [R in ProblemReason]: [keyof ReasonParameters<R>] extends [never] ? R : never
}[ProblemReason]

export const isProblemReason = (key: string): key is ProblemReason => Object.hasOwn(problemReasons, key)

/** Returns the English text of a reason. */
export const describeReason = (reason: ProblemReason, parameters: Parameters = {}): string =>
  fillTemplate(problemReasons[reason], parameters)

/** Names the reason that a schema gives for a value it refuses: `z.string().min(8, because('password-too-short'))`. */
export const because = (reason: PlainReason): PlainReason => reason
