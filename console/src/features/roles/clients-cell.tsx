import { TextInput, UnstyledButton } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import classes from './matrix.module.css'

export const namesAtOnce = 4
const offeredAtOnce = 100
const searchFrom = 8

/** The names of the clients that hold the role. A long list is folded. */
export function ClientNames({ names }: { names: readonly string[] }) {
  const t = useMessages('roles')
  const [all, setAll] = useState(false)
  const shown = all ? names : names.slice(0, namesAtOnce)
  const hidden = names.length - namesAtOnce
  return (
    <>
      {shown.map((name) => (
        <div key={name}>{name}</div>
      ))}
      {hidden > 0 && (
        <UnstyledButton fz="xs" td="underline" onClick={() => setAll(!all)}>
          {all ? t('less') : t('more', { count: hidden })}
        </UnstyledButton>
      )}
    </>
  )
}

type AssignedClientsProps = {
  clients: readonly Client[]
  held: ReadonlySet<string>
  role: string
  flip: (client: Client) => void
}

/** A list of all clients in which a click assigns or unassigns the role. Clients without it are struck through. */
export function AssignedClients({ clients, held, role, flip }: AssignedClientsProps) {
  const t = useMessages('roles')
  const [find, setFind] = useState('')
  const found = clients
    .filter(({ clientID }) => clientID.toLowerCase().includes(find.toLowerCase()))
    .sort((a, b) => Number(held.has(b._id)) - Number(held.has(a._id)) || a.clientID.localeCompare(b.clientID))
  return (
    <>
      {clients.length > searchFrom && (
        <TextInput
          size="xs"
          w="100%"
          aria-label={t('find.client')}
          placeholder={t('find.client')}
          value={find}
          onChange={({ currentTarget }) => setFind(currentTarget.value)}
        />
      )}
      <div className={classes.pick}>
        {found.slice(0, offeredAtOnce).map((client) => {
          const on = held.has(client._id)
          return (
            <div key={client._id}>
              <button
                type="button"
                className={`${classes.client} ${on ? '' : classes.free}`}
                aria-pressed={on}
                aria-label={t(on ? 'holds' : 'holds-not', { client: client.clientID, role })}
                onClick={() => flip(client)}
              >
                {client.clientID}
              </button>
            </div>
          )
        })}
        {found.length > offeredAtOnce && t('more', { count: found.length - offeredAtOnce })}
      </div>
    </>
  )
}
