import { Fragment } from 'react'

const maxMarks = 500

/** Returns the positions of a text in another, in any case. */
export function findMatches(text: string, find: string): number[] {
  const wanted = find.toLowerCase()
  if (wanted === '') return []
  const lower = text.toLowerCase()
  const places: number[] = []
  for (
    let at = lower.indexOf(wanted);
    at !== -1 && places.length < maxMarks;
    at = lower.indexOf(wanted, at + wanted.length)
  )
    places.push(at)
  return places
}

/** Shows a text with the found words marked. */
export function Marked({ text, find }: { text: string; find: string }) {
  const places = findMatches(text, find)
  if (places.length === 0) return text
  const last = (places.at(-1) ?? 0) + find.length
  return (
    <>
      {places.map((at, index) => {
        const before = index === 0 ? 0 : (places[index - 1] ?? 0) + find.length
        return (
          <Fragment key={at}>
            {text.slice(before, at)}
            <mark>{text.slice(at, at + find.length)}</mark>
          </Fragment>
        )
      })}
      {text.slice(last)}
    </>
  )
}
