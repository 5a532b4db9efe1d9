// The coined words of this project and the standard term to write instead.
// A word that is also plain English is matched only in its coined use: as a whole name, as a member, or in one folder.

export type Term = {
  write: string
  /** Words that no name contains: `kin` finds `kinOf` and `searchKin`, not `kind`. */
  words?: string[]
  /** Whole names: `must` finds `must`, not `mustChange`. */
  names?: string[]
  /** Whole names of members of an object or type: a variable may be called so. */
  members?: string[]
  /** A pattern of whole names. */
  pattern?: RegExp
  /** File names, without their extension. */
  files?: string[]
  /** Coined uses in comments, pages and texts. */
  prose?: RegExp
  /** Where the word has its coined meaning; everywhere when absent. */
  within?: RegExp
}

/** Names that other programs give: fields of the management API, options of libraries, codes of Node. */
export const allowedNames = new Set([
  // `POST /channels/check/…` and `GET /keystore/cert/pending` answer with it.
  'fault',
  // `GET /tasks` answers with it.
  'gathering',
  // A parameter of `GET /transactions`.
  'patience',
  // `GET /audits/bodies` answers with it, and `GET /transactions/:id/bodies/:part` takes it: the name of a body.
  'part',
  // A status of transactions.
  'Failed',
  // An option of TanStack Query.
  'onSettled',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const server = /^server\//
const gateway = /^server\/src\/gateway\//
const transactions = /^server\/src\/transactions\//
const search = /^server\/src\/transactions\/search\//
const processes = /^server\/src\/(processes|workers|transactions|platform)\//
const tasks = /^(server\/src\/tasks|contract\/src\/tasks|console\/src\/.*tasks)/
const console = /^console\//

export const terms: Term[] = [
  {
    write: 'process id, node id',
    words: ['maker', 'makers'],
    prose: /\bmakers?\b/i,
    within: /^(server|docs\/decisions)\//,
  },
  { write: 'process id, node id', names: ['mark', 'markOf'], within: /^server\/src\/(platform|workers|processes)\// },

  { write: 'segment', words: ['block', 'blocks'], prose: /\b(search )?blocks?\b/i, within: search },
  { write: 'ordinal, bitmap', words: ['place', 'places', 'noted'], within: search },
  { write: 'fingerprint', names: ['said'], within: transactions },
  { write: 'field', words: ['facet', 'facets'], prose: /\bfacets?\b/i },
  { write: 'trigram', words: ['gram', 'grams'], prose: /\bgrams?\b|runs of three characters/i },
  { write: 'predicate', words: ['leaf', 'leaves'], within: transactions },
  { write: 'predicate', prose: /\bleaf\b/i, within: search },
  { write: 'probe, scan', pattern: /^(look|looks|looking|looked)([A-Z]|$)/, within: search },
  { write: 'lineage, parent, children', words: ['kin'], pattern: /^bornOf$/, prose: /\bkin\b|\bborn of\b/i },
  { write: 'index scan', words: ['stream', 'streams'], within: search },

  { write: 'timeout, deadline', words: ['patience'], prose: /\bpatience\b/i, within: server },
  { write: 'max…', pattern: /^(most|longest|largest|biggest)([A-Z]|$)/ },
  { write: 'companion statements', words: ['alongside', 'along'], within: server },
  { write: 'ConflictError', pattern: /^NotSoAnyMore$/, prose: /not so any ?more/i },
  { write: 'expected rows', members: ['must'], within: server },
  {
    write: 'backlog',
    names: ['passed', 'passing', 'recordPassed'],
    within: /^server\/src\/(transactions|processes|gateway)/,
  },
  {
    write: 'deferred writes',
    names: ['late', 'lateWriting', 'lateWrites'],
    within: /^server\/src\/(transactions|processes)\//,
  },
  { write: 'create', words: ['newcomer', 'newcomers'], prose: /\bnewcomers?\b/i },
  {
    write: 'mediator update',
    names: ['report', 'reports', 'reported', 'reporting'],
    within: /^(server\/src\/(gateway|transactions)|contract)\//,
  },
  { write: 'status owner', pattern: /^(goesOn|goes_on|goneOn|goOn)$/, prose: /\bgoes_on\b/ },
  { write: 'retry, stored, truncated', members: ['again', 'kept', 'cut'], within: server },
  { write: 'detail, stored', files: ['one', 'again', 'kept', 'cut'] },
  { write: 'finish, sync, watermark', words: ['settle', 'settles', 'settled', 'settling'] },
  { write: 'finish, sync, watermark', prose: /\bsettl(e|es|ed|ing)\b/i, within: /^(server|docs)\// },

  { write: 'selection', words: ['gather', 'gathers', 'gathering', 'gathered'], within: tasks },
  { write: 'task item', words: ['member', 'members'], within: tasks },
  { write: 'idle', words: ['rests'], within: server },
  { write: 'rate limiter', words: ['pacer'], prose: /\bpacer\b/i },
  { write: 'signal, wake', words: ['waker', 'nudge', 'nudges', 'nudged'], prose: /\b(waker|nudges?|nudged)\b/i },

  { write: 'worker pool', words: ['crew'], prose: /\bcrew\b/i },
  { write: 'acknowledgement barrier', words: ['muster', 'musters'], prose: /\bmusters?\b/i },
  { write: 'single-flight', names: ['turns', 'inTurn'], within: /^server\/src\/(processes|platform)\// },
  { write: 'accept hand-off', words: ['handover', 'handovers'], prose: /\bhandovers?\b/i },
  { write: 'supervisor', pattern: /[kK]eeper$/ },
  {
    write: 'publish, apply, send',
    names: ['announce', 'obey', 'obeys', 'tell', 'told', 'happened', 'greet'],
    within: processes,
  },
  { write: 'metrics sink', names: ['counting'], within: processes },
  { write: 'rerun runner', names: ['rerunning', 'resender', 'resend'], within: server },
  { write: 'enrolment client', names: ['enrolling'], within: server },
  { write: 'certificate list', pattern: /^heldCertificates?$/ },
  { write: 'renewal monitor', pattern: /^certificatesInTime$/ },

  { write: 'listener, index', words: ['door', 'doors'], prose: /\bdoors?\b/i },
  { write: 'chunk', words: ['piece', 'pieces'], prose: /\bpieces?\b/i, within: server },
  { write: 'body name', members: ['part'], names: ['parts', 'Part'], within: server },
  { write: 'proxy', words: ['exchange', 'exchanges'], within: gateway },
  { write: 'secondary routes only', pattern: /^onlyRoutes$/ },
  { write: 'peer certificate', names: ['presented', 'presentedBy'], within: server },
  { write: 'certification path', names: ['way', 'ways', 'wayOf', 'noWay', 'chain', 'chains'], within: gateway },

  { write: 'messages, translation', words: ['words', 'say', 'says'], files: ['words'], within: console },
  { write: 'retention preview', pattern: /^wouldFree$/, files: ['would-free'], within: console },
  { write: 'advanced settings', files: ['more'], within: console },
  { write: 'downloads', files: ['handed-out'], within: console },
  { write: 'trusted authorities', files: ['for-clients'], within: console },
  { write: 'deep link', files: ['opening'], within: console },
  { write: 'Problem, Refusal, UpstreamError', words: ['fault', 'faults'], within: /^(server|contract|console)\// },
  { write: 'Problem, Refusal, UpstreamError', names: ['Failure', 'Failed', 'Refused'], within: server },
  { write: 'denialReason, mismatchReason', pattern: /^why[A-Z]/ },
]
