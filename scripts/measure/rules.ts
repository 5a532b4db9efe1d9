// Every rule that is measured, by its short name.
import { findAssertions } from './assertions.ts'
import { findCoinedNames, findCoinedProse, findFunctionsWithoutVerb } from './coined-words.ts'
import { findHeadlessComments } from './comments.ts'
import { findUnusedExports } from './exports.ts'
import type { Measure } from './finding.ts'
import { findFeatureCycles, findFileCycles, findUpwardConsoleImports, findWideImporters } from './imports.ts'
import { maxFileLines, maxFilesPerFolder, maxFunctionLines, maxImports } from './limits.ts'
import { findFullFolders, findLongFiles, findLongFunctions } from './sizes.ts'
import { findForeignWrites } from './tables.ts'

type Rule = { rule: string; find: Measure }

export const rules = {
  folders: { rule: `no folder has more than ${maxFilesPerFolder} source files`, find: findFullFolders },
  files: { rule: `no file is longer than ${maxFileLines} lines`, find: findLongFiles },
  functions: { rule: `no function is longer than ${maxFunctionLines} lines`, find: findLongFunctions },
  cycles: { rule: 'no files import each other in a cycle, types included', find: findFileCycles },
  imports: { rule: `no file imports more than ${maxImports} files`, find: findWideImporters },
  as: { rule: 'no type assertion stands outside an adapter file', find: findAssertions },
  tables: { rule: 'only the slice that owns a table writes it', find: findForeignWrites },
  layers: {
    rule: 'no feature of the console imports app/, no lower layer a higher one',
    find: findUpwardConsoleImports,
  },
  features: { rule: 'no features of the console import each other in a cycle', find: findFeatureCycles },
  exports: { rule: 'every export is imported by another file', find: findUnusedExports },
  names: { rule: 'no name is coined', find: findCoinedNames },
  prose: { rule: 'no comment, page or text uses a coined word', find: findCoinedProse },
  of: { rule: 'functions are verb and noun, none ends in Of', find: findFunctionsWithoutVerb },
  comments: { rule: 'the doc comment of an export begins with what it is or does', find: findHeadlessComments },
} as const satisfies Record<string, Rule>

export type RuleName = keyof typeof rules
export const isRuleName = (name: string): name is RuleName => name in rules
export const ruleNames = Object.keys(rules).filter(isRuleName)
