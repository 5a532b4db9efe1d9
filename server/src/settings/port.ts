import { z } from 'zod'

export const port = z.int().min(0).max(65535)
