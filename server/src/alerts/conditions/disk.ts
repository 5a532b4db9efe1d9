import { statfs } from 'node:fs/promises'
import { isNearlyFull } from './rules.ts'
import type { ConditionSource } from './source.ts'

const gigabyte = 1e9

/** Reads how much room a disk has. */
export async function readDisk(folder: string): Promise<{ free: number; size: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { free: bavail * bsize, size: blocks * bsize }
}

/** Watches the disk of this node that holds the data. */
export const diskSource = (node: string, read: () => Promise<{ free: number; size: number }>): ConditionSource => ({
  rule: 'disk',
  ownSubject: node,
  async list(now, known) {
    const disk = await read()
    if (!isNearlyFull(disk, known.has(node))) return []
    const [free, size] = [disk.free, disk.size].map((bytes) => Math.round((bytes / gigabyte) * 10) / 10)
    return [{ subject: node, since: now, facts: { free: free ?? 0, size: size ?? 0 } }]
  },
})
