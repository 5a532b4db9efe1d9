import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'
import { hideSecrets } from './issuers/issuer.ts'
import { issuerPrefix, parseIssuer, refuseSameIssuer } from './issuers/store.ts'

const SettingRow = z.object({ name: z.string(), value: z.string() })
const Switched = z.record(z.string(), z.boolean())

/** The stored settings that people change: the others are notes of the program. */
const isChangedByPeople = (name: string) => name === 'mechanisms' || name.startsWith(issuerPrefix)

const parseRow = (row: Row) => SettingRow.parse(row)

/** Returns the issuer of JSON Web Tokens in a row; undefined when it holds another setting. */
function readIssuer(row: Row | undefined) {
  const { name, value } = row ? parseRow(row) : { name: '', value: '' }
  return name.startsWith(issuerPrefix) ? parseIssuer(value) : undefined
}

export const settingHistory: ObjectHistory = {
  object: 'setting',
  changeKind: 'setting',
  tables: {
    settings: {
      key: 'name',
      findObject: (row) => (isChangedByPeople(parseRow(row).name) ? parseRow(row).name : undefined),
    },
  },
  main: 'settings',
  getName: (row) => readIssuer(row)?.name ?? parseRow(row).name,
  show({ settings = [] }) {
    const [row] = settings
    const issuer = readIssuer(row)
    if (!issuer) return row ? Switched.parse(JSON.parse(parseRow(row).value)) : {}
    const { sealedSecret, jwksUri, ...shown } = issuer
    return { ...shown, ...(jwksUri !== undefined && { jwksUri: hideSecrets(jwksUri) }) }
  },
  listSecrets: ({ settings = [] }) => settings.flatMap((row) => readIssuer(row)?.sealedSecret ?? []),
  findObstacle: (changes) => (changes.some(replacesSecret) ? 'undo-secret' : undefined),
  async finishUndo({ trx, objectId, changes }) {
    for (const { after } of changes) {
      const issuer = readIssuer(after)
      if (issuer) await refuseSameIssuer(trx, objectId, issuer)
    }
  },
}

/** Tells if a change took its secret from an issuer that stays. */
function replacesSecret({ before, after }: RowChange) {
  const [former, next] = [readIssuer(before), readIssuer(after)]
  return former?.sealedSecret !== undefined && next !== undefined && next.sealedSecret !== former.sealedSecret
}
