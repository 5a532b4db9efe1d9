import type { Migrations } from '../../src/platform/database/migrate.ts'
import { backups } from '../until-0060/0054-backups.ts'
import { onCall } from '../until-0060/0055-on-call.ts'
import { coldBodies } from '../until-0080/0075-cold-bodies.ts'
import { requestsByClient } from './0062-requests-by-client.ts'
import { bodyPartitionsBound } from './0064-body-partitions-bound.ts'
import { bodyPartitionsCheck } from './0065-body-partitions-check.ts'
import { restarts } from './0066-restarts.ts'
import { bodyPartitions } from './0067-body-partitions.ts'
import { journals } from './0068-journals.ts'
import { heads } from './0069-heads.ts'

/** The newest migrations, which the list of the later ones ends with. */
export const newestMigrations: Migrations = {
  '0054-backups': backups,
  '0055-on-call': onCall,
  '0062-requests-by-client': requestsByClient,
  '0064-body-partitions-bound': bodyPartitionsBound,
  '0065-body-partitions-check': bodyPartitionsCheck,
  '0066-restarts': restarts,
  '0067-body-partitions': bodyPartitions,
  '0068-journals': journals,
  '0069-heads': heads,
  '0075-cold-bodies': coldBodies,
}
