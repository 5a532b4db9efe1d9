import type { AST } from '@eslint-community/regexpp'

/** A node of a pattern without the v flag. */
export type ShapeNode = AST.Pattern | AST.Alternative | AST.Element

/** A part and all within it. */
function listChildren(node: ShapeNode): ShapeNode[] {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return [node, ...node.alternatives.flatMap(listChildren)]
    case 'Alternative':
      return [node, ...node.elements.flatMap(listChildren)]
    case 'Quantifier':
      return [node, ...listChildren(node.element)]
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    case 'Assertion':
    case 'Backreference':
      return [node]
  }
}

/** Everything in a node that repeats without end. */
export const unbounded = (node: ShapeNode) =>
  listChildren(node).filter((one): one is AST.Quantifier => one.type === 'Quantifier' && one.max === Infinity)

/** Tells if a pattern has lookarounds or backreferences, which only a backtracking engine supports. */
const looksAroundOrBack = (node: ShapeNode) =>
  listChildren(node).some(
    (one) => one.type === 'Backreference' || (one.type === 'Assertion' && one.kind.startsWith('look')),
  )

/** A repetition around another, with no character that tells where one round ends and the next begins. */
export function isAmbiguous({ element }: AST.Quantifier): boolean {
  if (element.type !== 'Group' && element.type !== 'CapturingGroup') return false
  return element.alternatives.some((alternative) => {
    const inner = unbounded(alternative)
    if (inner.length === 0) return false
    const edges = [alternative.elements[0], alternative.elements.at(-1)]
    return !edges.some(
      (edge) => edge?.type === 'Character' && inner.every((repetition) => !mayTake(repetition, edge.value)),
    )
  })
}

/** Whether anything inside a node can be the character. Errs on the side of yes. */
function mayTake(node: ShapeNode, character: number): boolean {
  switch (node.type) {
    case 'Character':
      return node.value === character
    case 'CharacterClass':
    case 'CharacterSet':
      return new RegExp(`^${node.raw}$`, 's').test(String.fromCharCode(character))
    case 'Quantifier':
      return mayTake(node.element, character)
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some((alternative) =>
        alternative.elements.some((element) => mayTake(element, character)),
      )
    case 'Assertion':
      return false
    case 'Pattern':
    case 'Alternative':
    case 'ExpressionCharacterClass':
    case 'Backreference':
      return true
  }
}

// The steps that a backtracking engine may take for each place of a text, at most.
const fewSteps = 1000

/**
 * Tells if a backtracking engine needs time in proportion to the text, whatever the text: either nothing repeats without
 * end, or the pattern is anchored and one character does, in one place. The ways to read what is left must be few.
 */
export function isProvablyLinear(pattern: AST.Pattern): boolean {
  if (looksAroundOrBack(pattern)) return false
  const { ways, width } = extent(pattern)
  if (ways * width > fewSteps) return false
  const repetitions = unbounded(pattern)
  if (repetitions.length === 0) return true
  const [repetition] = repetitions
  return repetitions.length === 1 && isAnchored(pattern) && repetition !== undefined && isOneRun(repetition)
}

function isAnchored({ alternatives }: AST.Pattern) {
  const first = alternatives[0]?.elements[0]
  return alternatives.length === 1 && first?.type === 'Assertion' && first.kind === 'start'
}

/** A repetition of single characters that is itself read once at most. */
const isOneRun = ({ element, parent }: AST.Quantifier) =>
  ['Character', 'CharacterClass', 'CharacterSet'].includes(element.type) && isReadOnce(parent)

const isReadOnce = (node: AST.Node | null): boolean =>
  !node || (!(node.type === 'Quantifier' && node.max > 1) && isReadOnce(node.parent))

type Extent = { ways: number; width: number }

/** In how many ways a node can be read from one place, and how many characters it takes; a run without end counts once. */
function extent(node: ShapeNode): Extent {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup': {
      const all = node.alternatives.map(extent)
      return { ways: sum(all.map(({ ways }) => ways)), width: Math.max(...all.map(({ width }) => width)) }
    }
    case 'Alternative': {
      const all = node.elements.map(extent)
      return {
        ways: all.reduce((product, { ways }) => product * ways, 1),
        width: Math.max(1, sum(all.map(({ width }) => width))),
      }
    }
    case 'Quantifier':
      return node.max === Infinity ? { ways: 1, width: 1 } : repeated(extent(node.element), node)
    case 'Character':
    case 'CharacterClass':
    case 'CharacterSet':
    case 'ExpressionCharacterClass':
    case 'Assertion':
    case 'Backreference':
      return { ways: 1, width: 1 }
  }
}

function repeated({ ways, width }: Extent, { min, max }: AST.Quantifier): Extent {
  if (max > fewSteps) return { ways: Infinity, width: Infinity }
  const rounds = Array.from({ length: max - min + 1 }, (_, i) => ways ** (min + i))
  return { ways: sum(rounds), width: width * Math.max(1, max) }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
