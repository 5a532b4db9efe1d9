import { AddressLink } from '../../ui/address-link.tsx'

/** A link to the page of a role. */
export const RoleLink = ({ name, children = name }: { name: string; children?: string }) => (
  <AddressLink to={`/clients/roles/${encodeURIComponent(name)}`}>{children}</AddressLink>
)
