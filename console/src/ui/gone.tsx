import { Alert } from '@mantine/core'

/** Says over a form that what it is about was deleted by somebody else. */
export const Gone = ({ children }: { children: string }) => (
  <Alert color="orange" role="status" mb="sm" data-testid="gone">
    {children}
  </Alert>
)
