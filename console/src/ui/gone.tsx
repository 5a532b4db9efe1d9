import { Alert } from '@mantine/core'

/** Shows above a form that somebody else deleted its record. */
export const Gone = ({ children }: { children: string }) => (
  <Alert color="orange" role="status" mb="sm" data-testid="gone">
    {children}
  </Alert>
)
