import type { Migrations } from '../src/platform/database/migrate.ts'
import { first } from './until-0012/0001-first.ts'
import { metrics } from './until-0012/0002-metrics.ts'
import { certificates } from './until-0012/0003-certificates.ts'
import { calls } from './until-0012/0004-calls.ts'
import { search } from './until-0012/0005-search.ts'
import { tasks } from './until-0012/0006-tasks.ts'
import { bodies } from './until-0012/0007-bodies.ts'
import { refusalCodes } from './until-0012/0009-refusal-codes.ts'
import { searchBlocks } from './until-0012/0010-search-blocks.ts'
import { polls } from './until-0012/0011-polls.ts'
import { cutBodies } from './until-0012/0012-cut.ts'
import { removals } from './until-0020/0013-removals.ts'
import { postingsByValue } from './until-0020/0014-postings-by-value.ts'
import { primaryPaths } from './until-0020/0015-primary-paths.ts'
import { recordTerms } from './until-0020/0016-record-terms.ts'
import { mediators } from './until-0020/0017-mediators.ts'
import { searchTerms } from './until-0020/0018-search-terms.ts'
import { documents } from './until-0020/0019-documents.ts'
import { taskSelection } from './until-0020/0020-task-selection.ts'

/** The first twenty migrations. */
export const earlierMigrations: Migrations = {
  '0001-first': first,
  '0002-metrics': metrics,
  '0003-certificates': certificates,
  '0004-calls': calls,
  '0005-search': search,
  '0006-tasks': tasks,
  '0007-bodies': bodies,
  '0009-refusal-codes': refusalCodes,
  '0010-search-blocks': searchBlocks,
  '0011-polls': polls,
  '0012-cut': cutBodies,
  '0013-removals': removals,
  '0014-postings-by-value': postingsByValue,
  '0015-primary-paths': primaryPaths,
  '0016-record-terms': recordTerms,
  '0017-mediators': mediators,
  '0018-search-terms': searchTerms,
  '0019-documents': documents,
  '0020-task-selection': taskSelection,
}
