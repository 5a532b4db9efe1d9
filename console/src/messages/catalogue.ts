import type { first } from './en/first-view/index.ts'
import type { english } from './en/index.ts'
import type { lists } from './en/lists/index.ts'
import type { problems } from './en/problems/index.ts'

// The English messages decide which features and keys there are, and which parameters each message has.

type English = typeof english

export type Feature = keyof English
export type MessageKey<F extends Feature> = keyof English[F] & string

/** The names that stand in braces in a message. Braces around dots are braces; those with a colon hold plural forms. */
type ParameterNames<Message> = Message extends `${string}{${infer Name}}${infer Rest}`
  ? Exclude<Name, '…' | `${string}:${string}`> | ParameterNames<Rest>
  : never

/** A text that contains every parameter of the English message. */
type TextWith<Name extends string> = [Name] extends [never]
  ? string
  : (Name extends string ? (text: `${string}{${Name}}${string}`) => void : never) extends (text: infer Text) => void
    ? Text
    : never

/** The messages of one feature in any language: every key of English and no other. */
export type Translation<F extends Feature> = {
  readonly [Key in keyof English[F]]: TextWith<ParameterNames<English[F][Key]>>
}

/** All messages in one language. */
type Messages = { readonly [F in Feature]: Translation<F> }

/** The messages that the first view needs, in one language. */
export type FirstMessages = Pick<Messages, keyof typeof first>

/** The messages that the list of transactions needs besides, in one language. */
export type ListMessages = Pick<Messages, keyof typeof lists>

/** All messages besides those of the first view, in one language. */
export type FurtherMessages = Omit<Messages, keyof typeof first>

export type ParametersOf<F extends Feature, Key extends MessageKey<F>> = ParameterNames<English[F][Key]>

/** The texts of a group of reasons in any language: every key of English and no other, with its parameters. */
export type Wording<Reasons> = { readonly [R in keyof Reasons]: TextWith<ParameterNames<Reasons[R]>> }

/** The texts of all reasons of the API and the gateway in one language. */
export type ProblemTexts = Wording<typeof problems>
