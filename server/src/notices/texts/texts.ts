import type { NoticeLanguage } from '@mediary/contract/operations/notices'
import { fillTemplate, type Parameters } from '@mediary/contract/reasons/template'
import { en, type NoticeTexts } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { pt } from './pt.ts'
import { sw } from './sw.ts'

const languages: Record<NoticeLanguage, NoticeTexts> = { en, fr, pt, es, sw }

/** Returns a text of notices in a language. */
export const translate = (language: NoticeLanguage, key: keyof NoticeTexts, parameters: Parameters = {}) =>
  fillTemplate(languages[language][key], parameters)

/** Writes an instant to the minute, in UTC: people read notices in several time zones. */
export const formatInstant = (milliseconds: number) =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
