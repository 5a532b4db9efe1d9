import type { Migrations } from '../src/platform/database/migrate.ts'
import { first } from './0001-first.ts'
import { metrics } from './0002-metrics.ts'
import { certificates } from './0003-certificates.ts'
import { calls } from './0004-calls.ts'
import { search } from './0005-search.ts'
import { tasks } from './0006-tasks.ts'
import { bodies } from './0007-bodies.ts'
import { refusalCodes } from './0009-refusal-codes.ts'
import { searchBlocks } from './0010-search-blocks.ts'
import { polls } from './0011-polls.ts'
import { cutBodies } from './0012-cut.ts'
import { removals } from './0013-removals.ts'
import { postingsByValue } from './0014-postings-by-value.ts'
import { primaryPaths } from './0015-primary-paths.ts'
import { recordTerms } from './0016-record-terms.ts'
import { mediators } from './0017-mediators.ts'
import { searchTerms } from './0018-search-terms.ts'
import { documents } from './0019-documents.ts'
import { taskSelection } from './0020-task-selection.ts'

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
