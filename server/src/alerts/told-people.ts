// The people who are told about the whole installation: those of the contact groups that the settings of notices name.
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { User } from '@mediary/contract/users'
import type { NoticeTopic } from '@mediary/contract/users/notice-choices'
import { findLanguage, type NoticeSettingsStore } from '../notices/index.ts'
import { applyWays, listPeople } from './alert-rules.ts'
import type { Person } from './rules.ts'

export type PeopleSources = {
  contactGroups: { list: () => Promise<(NewContactGroup & { _id: string })[]> }
  users: { list: () => Promise<User[]> }
}

type Settings = Awaited<ReturnType<NoticeSettingsStore['read']>>

/** A person, with what a notice for this person is written with. */
export type ToldPerson = { person: Person; settings: Settings; language: Settings['language'] }

/** Loads the people who want to know about a topic, each once by each method. `describe` does the same for a person who was told before. */
export async function loadToldPeople({ contactGroups, users }: PeopleSources, settings: Settings, topic: NoticeTopic) {
  const groups = new Map((await contactGroups.list()).map((group) => [group._id, group]))
  const accounts = new Map((await users.list()).map((user) => [user.email, user]))
  const describe = (person: Person): ToldPerson => ({
    person,
    settings,
    language: findLanguage(accounts.get(person.user), settings.language),
  })
  const listed = listPeople({ users: [], groups: settings.groups }, groups)
  return { people: applyWays(listed, accounts, topic).map(describe), describe }
}

/** Builds a link to a page of the console. Undefined when nobody has said where the console is. */
export const toConsoleLink = (consoleUrl: string | undefined, path: string) =>
  consoleUrl && `${consoleUrl.replace(/\/$/, '')}${path}`
